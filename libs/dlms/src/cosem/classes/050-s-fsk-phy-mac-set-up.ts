import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'initiator_electrical_phase',
    3: 'delta_electrical_phase',
    4: 'max_receiving_gain',
    5: 'max_transmitting_gain',
    6: 'search_initiator_gain',
    7: 'frequencies',
    8: 'mac_address',
    9: 'mac_group_addresses',
    10: 'repeater',
    11: 'repeater_status',
    12: 'min_delta_credit',
    13: 'initiator_mac_address',
    14: 'synchronization_locked',
  },
  methods: {},
};

const V1 = {
  attributes: {
    2: 'initiator_electrical_phase',
    3: 'delta_electrical_phase',
    4: 'max_receiving_gain',
    5: 'max_transmitting_gain',
    6: 'search_initiator_threshold',
    7: 'frequencies',
    8: 'mac_address',
    9: 'mac_group_addresses',
    10: 'repeater',
    11: 'repeater_status',
    12: 'min_delta_credit',
    13: 'initiator_mac_address',
    14: 'synchronization_locked',
    15: 'transmission_speed',
  },
  methods: {},
};

/** S-FSK Phy&MAC set-up (Blue Book 4.10.3). */
export const S_FSK_PHY_MAC_SET_UP: InterfaceClass = {
  classId: 50,
  name: 'S-FSK Phy&MAC set-up',
  versions: { 0: V0, 1: V1 },
};
