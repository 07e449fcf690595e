import type { InterfaceClass } from './interface-class.js';

/** MPL diagnostic (Blue Book 4.18.4). */
export const MPL_DIAGNOSTIC: InterfaceClass = {
  classId: 98,
  name: 'MPL diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'proactive_forwarding',
        3: 'Z',
        4: 'TUNIT',
        5: 'SE_lifetime',
        6: 'DM_K',
        7: 'DM_Imin',
        8: 'DM_Imax',
        9: 'DM_T_EXP',
        10: 'C_K',
        11: 'C_Imin',
        12: 'C_Imax',
        13: 'C_T_EXP',
      },
      methods: { 1: 'reset' },
    },
  },
};
