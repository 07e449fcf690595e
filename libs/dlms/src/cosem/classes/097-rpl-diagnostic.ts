import type { InterfaceClass } from './interface-class.js';

/** RPL diagnostic (Blue Book 4.18.3). */
export const RPL_DIAGNOSTIC: InterfaceClass = {
  classId: 97,
  name: 'RPL diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'RPL_instance_ID',
        3: 'DODAG_version_number',
        4: 'DODAG_rank',
        5: 'grounded',
        6: 'mode_of_operation',
        7: 'DODAG_prf',
        8: 'DODAG_DTSN',
        9: 'DODAG_ID',
      },
      methods: { 1: 'reset' },
    },
  },
};
