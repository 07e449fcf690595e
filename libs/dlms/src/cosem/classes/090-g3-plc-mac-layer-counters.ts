import type { InterfaceClass } from './interface-class.js';

/** G3-PLC MAC layer counters (Blue Book 4.13.3). */
export const G3_PLC_MAC_LAYER_COUNTERS: InterfaceClass = {
  classId: 90,
  name: 'G3-PLC MAC layer counters',
  versions: {
    1: {
      attributes: {
        2: 'mac_Tx_data_packet_count',
        3: 'mac_Rx_data_packet_count',
        4: 'mac_Tx_cmd_packet_count',
        5: 'mac_Rx_cmd_packet_count',
        6: 'mac_CSMA_fail_count',
        7: 'mac_CSMA_no_ACK_count',
        8: 'mac_bad_CRC_count',
        9: 'mac_Tx_data_broadcast_count',
        10: 'mac_Rx_data_broadcast_count',
      },
      methods: { 1: 'reset' },
    },
  },
};
