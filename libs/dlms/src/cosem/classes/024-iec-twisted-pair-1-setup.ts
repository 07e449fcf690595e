import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'secondary_address',
    3: 'primary_address_list',
    4: 'tabi_list',
    5: 'fatal_error',
  },
  methods: {},
};

const V1 = {
  attributes: { 2: 'mode', 3: 'comm_speed', 4: 'primary_address_list', 5: 'tabi_list' },
  methods: {},
};

/** IEC twisted pair (1) setup (Blue Book 4.7.3). */
export const IEC_TWISTED_PAIR_1_SETUP: InterfaceClass = {
  classId: 24,
  name: 'IEC twisted pair (1) setup',
  versions: { 0: V0, 1: V1 },
};
