import type { InterfaceClass } from './interface-class.js';

/** SAP assignment (Blue Book 4.4.5). */
export const SAP_ASSIGNMENT: InterfaceClass = {
  classId: 17,
  name: 'SAP assignment',
  versions: {
    0: { attributes: { 2: 'SAP_assignment_list' }, methods: { 1: 'connect_logical_device' } },
  },
};
