import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'default_mode',
    3: 'default_baud',
    4: 'prop_baud',
    5: 'response_time',
    6: 'device_addr',
    7: 'pass_p1',
    8: 'pass_p2',
    9: 'pass_w5',
  },
  methods: {},
};

/** IEC local port setup (Blue Book 4.7.1). */
export const IEC_LOCAL_PORT_SETUP: InterfaceClass = {
  classId: 19,
  name: 'IEC local port setup',
  versions: { 0: V0, 1: V0 },
};
