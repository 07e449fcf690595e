import type { InterfaceClass } from './interface-class.js';

/** SCHC-LPWAN setup (Blue Book 4.16.2). */
export const SCHC_LPWAN_SETUP: InterfaceClass = {
  classId: 126,
  name: 'SCHC-LPWAN setup',
  versions: {
    0: {
      attributes: { 2: 'lpwan_reference', 3: 'SCHC_CD_rules', 4: 'SCHC_FR_param' },
      methods: {},
    },
  },
};
