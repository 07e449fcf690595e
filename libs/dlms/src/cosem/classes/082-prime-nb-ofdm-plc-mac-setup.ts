import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC MAC setup (Blue Book 4.12.6). */
export const PRIME_NB_OFDM_PLC_MAC_SETUP: InterfaceClass = {
  classId: 82,
  name: 'PRIME NB OFDM PLC MAC setup',
  versions: {
    0: {
      attributes: {
        2: 'mac_min_switch_search_time',
        3: 'mac_max_promotion_pdu',
        4: 'mac_promotion_pdu_tx_period',
        5: 'mac_beacons_per_frame',
        6: 'mac_scp_max_tx_attempts',
        7: 'mac_ctl_re_tx_timer',
        8: 'mac_max_ctl_re_tx',
      },
      methods: {},
    },
  },
};
