import type { InterfaceClass } from './interface-class.js';

/** S-FSK MAC synchronization timeouts (Blue Book 4.10.5). */
export const S_FSK_MAC_SYNCHRONIZATION_TIMEOUTS: InterfaceClass = {
  classId: 52,
  name: 'S-FSK MAC synchronization timeouts',
  versions: {
    0: {
      attributes: {
        2: 'search_initiator_timeout',
        3: 'synchronization_confirmation_timeout',
        4: 'time_out_not_addressed',
        5: 'time_out_frame_not_OK',
      },
      methods: {},
    },
  },
};
