import type { InterfaceClass } from './interface-class.js';

/** S-FSK MAC counters (Blue Book 4.10.6). */
export const S_FSK_MAC_COUNTERS: InterfaceClass = {
  classId: 53,
  name: 'S-FSK MAC counters',
  versions: {
    0: {
      attributes: {
        2: 'synchronization_register',
        3: 'desynchronization_listing',
        4: 'broadcast_frames_counter',
        5: 'repetitions_counter',
        6: 'transmissions_counter',
        7: 'CRC_OK_frames_counter',
        8: 'CRC_NOK_frames_counter',
      },
      methods: { 1: 'reset' },
    },
  },
};
