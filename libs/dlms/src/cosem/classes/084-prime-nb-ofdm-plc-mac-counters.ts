import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC MAC counters (Blue Book 4.12.8). */
export const PRIME_NB_OFDM_PLC_MAC_COUNTERS: InterfaceClass = {
  classId: 84,
  name: 'PRIME NB OFDM PLC MAC counters',
  versions: {
    0: {
      attributes: {
        2: 'mac_tx_data_pkt_count',
        3: 'mac_rx_data_pkt_count',
        4: 'mac_tx_ctrl_pkt_count',
        5: 'mac_rx_ctrl_pkt_count',
        6: 'mac_csma_fail_count',
        7: 'mac_csma_ch_busy_count',
      },
      methods: { 1: 'reset' },
    },
  },
};
