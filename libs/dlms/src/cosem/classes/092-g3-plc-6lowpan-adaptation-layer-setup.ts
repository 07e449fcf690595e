import type { InterfaceClass } from './interface-class.js';

const V3 = {
  attributes: {
    2: 'adp_max_hops',
    3: 'adp_weak_LQI_value',
    4: 'adp_security_level',
    5: 'adp_prefix_table',
    6: 'adp_routing_configuration',
    7: 'adp_broadcast_log_table_entry_TTL',
    8: 'adp_routing_table',
    9: 'adp_context_information_table',
    10: 'adp_blacklist_table',
    11: 'adp_broadcast_log_table',
    12: 'adp_group_table',
    13: 'adp_max_join_wait_time',
    14: 'adp_path_discovery_time',
    15: 'adp_active_key_index',
    16: 'adp_metric_type',
    17: 'adp_coord_short_address',
    18: 'adp_disable_default_routing',
    19: 'adp_device_type',
    20: 'adp_default_coord_route_enabled',
    21: 'adp_destination_address_set',
    22: 'adp_low_LQI_value',
    23: 'adp_high_LQI_value',
  },
  methods: {},
};

const V4 = {
  attributes: {
    ...V3.attributes,
    24: 'adp_delay_low_LQI',
    25: 'adp_delay_high_LQI',
    26: 'adp_RREQ_jitter_low_LQI',
    27: 'adp_RREQ_jitter_high_LQI',
    28: 'adp_trickle_data_enabled',
    29: 'adp_trickle_LQI_threshold_low',
    30: 'adp_trickle_step',
    31: 'adp_trickle_Imin',
    32: 'adp_trickle_max_Ki',
    33: 'adp_trickle_adaptive_Imin',
    34: 'adp_trickle_adaptive_Ki',
    35: 'adp_cluster_trickle_enabled',
    36: 'adp_cluster_min_LQI',
    37: 'adp_cluster_trickle_K',
    38: 'adp_cluster_RREQ_route_cost_deviation',
    39: 'adp_cluster_trickle_I',
    40: 'adp_trickle_LQI_threshold_high',
  },
  methods: {},
};

/** G3-PLC 6LoWPAN adaptation layer setup (Blue Book 4.13.5). */
export const G3_PLC_6LOWPAN_ADAPTATION_LAYER_SETUP: InterfaceClass = {
  classId: 92,
  name: 'G3-PLC 6LoWPAN adaptation layer setup',
  versions: { 3: V3, 4: V4 },
};
