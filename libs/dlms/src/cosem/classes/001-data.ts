import type { InterfaceClass } from './interface-class.js';

/** Data (Blue Book 4.3.1). */
export const DATA: InterfaceClass = {
  classId: 1,
  name: 'Data',
  versions: { 0: { attributes: { 2: 'value' }, methods: {} } },
};
