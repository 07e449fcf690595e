import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC Physical layer counters (Blue Book 4.12.5). */
export const PRIME_NB_OFDM_PLC_PHYSICAL_LAYER_COUNTERS: InterfaceClass = {
  classId: 81,
  name: 'PRIME NB OFDM PLC Physical layer counters',
  versions: {
    0: {
      attributes: {
        2: 'phy_stats_crc_incorrect_count',
        3: 'phy_stats_crc_fail_count',
        4: 'phy_stats_tx_drop_count',
        5: 'phy_stats_rx_drop_count',
      },
      methods: { 1: 'reset' },
    },
  },
};
