import type { InterfaceClass } from './interface-class.js';

/** Status mapping (Blue Book 4.3.9). */
export const STATUS_MAPPING: InterfaceClass = {
  classId: 63,
  name: 'Status mapping',
  versions: { 0: { attributes: { 2: 'status_word', 3: 'mapping_table' }, methods: {} } },
};
