import type { InterfaceClass } from './interface-class.js';

/** S-FSK Active initiator (Blue Book 4.10.4). */
export const S_FSK_ACTIVE_INITIATOR: InterfaceClass = {
  classId: 51,
  name: 'S-FSK Active initiator',
  versions: {
    0: { attributes: { 2: 'active_initiator' }, methods: { 1: 'reset_NEW_not_synchronized' } },
  },
};
