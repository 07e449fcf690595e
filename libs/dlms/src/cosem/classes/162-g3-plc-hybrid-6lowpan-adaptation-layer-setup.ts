import type { InterfaceClass } from './interface-class.js';

/** G3-PLC Hybrid 6LoWPAN adaptation layer setup (Blue Book 4.13.8). */
export const G3_PLC_HYBRID_6LOWPAN_ADAPTATION_LAYER_SETUP: InterfaceClass = {
  classId: 162,
  name: 'G3-PLC Hybrid 6LoWPAN adaptation layer setup',
  versions: {
    1: {
      attributes: {
        2: 'adp_routing_table',
        3: 'adp_blacklist_table',
        4: 'adp_low_LQI_value_RF',
        5: 'adp_high_LQI_value_RF',
        6: 'adp_routing_configuration_RF',
        7: 'adp_use_backup_media',
        8: 'adp_weak_LQI_value_RF',
        9: 'adp_trickle_LQI_threshold_low_RF',
        10: 'adp_delay_low_LQI_RF',
        11: 'adp_delay_high_LQI_RF',
        12: 'adp_RREQ_jitter_low_LQI_RF',
        13: 'adp_RREQ_jitter_high_LQI_RF',
        14: 'adp_cluster_trickle_I_RF',
        15: 'adp_cluster_trickle_K_RF',
        16: 'adp_cluster_min_LQI_RF',
        17: 'adp_last_gasp',
        18: 'adp_probing_interval',
        19: 'adp_trickle_LQI_threshold_high_RF',
      },
      methods: {},
    },
  },
};
