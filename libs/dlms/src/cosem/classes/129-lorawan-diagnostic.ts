import type { InterfaceClass } from './interface-class.js';

/** LoRaWAN diagnostic (Blue Book 4.17.2). */
export const LORAWAN_DIAGNOSTIC: InterfaceClass = {
  classId: 129,
  name: 'LoRaWAN diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'internal_error_code',
        3: 'out_frames_u_counter',
        4: 'out_frames_c_counter',
        5: 'in_frames_u_counter',
        6: 'in_frames_c_counter',
        7: 'in_mac_command_counter',
        8: 'in_mac_ans_error_counter',
        9: 'in_mac_ignored_counter',
        10: 'in_PER',
        11: 'in_mean_RSSI_RX1',
        12: 'in_mean_SNR_RX1',
        13: 'in_mean_RSSI_RX2',
        14: 'in_mean_SNR_RX2',
      },
      methods: { 1: 'reset' },
    },
  },
};
