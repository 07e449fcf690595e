import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC MAC network administration data (Blue Book 4.12.9). */
export const PRIME_NB_OFDM_PLC_MAC_NETWORK_ADMINISTRATION_DATA: InterfaceClass = {
  classId: 85,
  name: 'PRIME NB OFDM PLC MAC network administration data',
  versions: {
    0: {
      attributes: {
        2: 'mac_list_multicast_entries',
        3: 'mac_list_switch_table',
        4: 'mac_list_direct_table',
        5: 'mac_list_available_switches',
        6: 'mac_list_phy_comm',
      },
      methods: { 1: 'reset' },
    },
  },
};
