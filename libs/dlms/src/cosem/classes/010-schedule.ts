import type { InterfaceClass } from './interface-class.js';

/** Schedule (Blue Book 4.5.3). */
export const SCHEDULE: InterfaceClass = {
  classId: 10,
  name: 'Schedule',
  versions: {
    0: { attributes: { 2: 'entries' }, methods: { 1: 'enable_disable', 2: 'insert', 3: 'delete' } },
  },
};
