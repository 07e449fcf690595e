import type { InterfaceClass } from './interface-class.js';

/** M-Bus diagnostic (Blue Book 4.8.7). */
export const M_BUS_DIAGNOSTIC: InterfaceClass = {
  classId: 77,
  name: 'M-Bus diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'received_signal_strength',
        3: 'channel_Id',
        4: 'link_status',
        5: 'broadcast_frames_counter',
        6: 'transmissions_counter',
        7: 'FCS_OK_frames_counter',
        8: 'FCS_NOK_frames_counter',
        9: 'capture_time',
      },
      methods: { 1: 'reset' },
    },
  },
};
