import type { InterfaceClass } from './interface-class.js';

/** SCHC-LPWAN diagnostic (Blue Book 4.16.2). */
export const SCHC_LPWAN_DIAGNOSTIC: InterfaceClass = {
  classId: 127,
  name: 'SCHC-LPWAN diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'SCHC_packets_tx_counter',
        3: 'SCHC_packets_rx_counter',
        4: 'SCHC_fragments_tx_counter',
        5: 'SCHC_fragments_rx_counter',
        6: 'SCHC_ack_tx_counter',
        7: 'SCHC_ack_rx_counter',
      },
      methods: { 1: 'reset' },
    },
  },
};
