import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC MAC functional parameters (Blue Book 4.12.7). */
export const PRIME_NB_OFDM_PLC_MAC_FUNCTIONAL_PARAMETERS: InterfaceClass = {
  classId: 83,
  name: 'PRIME NB OFDM PLC MAC functional parameters',
  versions: {
    0: {
      attributes: {
        2: 'mac_LNID',
        3: 'mac_LSID',
        4: 'mac_SID',
        5: 'mac_SNA',
        6: 'mac_state',
        7: 'mac_scp_length',
        8: 'mac_node_hierarchy_level',
        9: 'mac_beacon_slot_count',
        10: 'mac_beacon_rx_slot',
        11: 'mac_beacon_tx_slot',
        12: 'mac_beacon_rx_frequency',
        13: 'mac_beacon_tx_frequency',
        14: 'mac_capabilities',
      },
      methods: {},
    },
  },
};
