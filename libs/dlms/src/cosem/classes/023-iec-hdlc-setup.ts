import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'comm_speed',
    3: 'window_size_transmit',
    4: 'window_size_receive',
    5: 'max_info_field_length_transmit',
    6: 'max_info_field_length_receive',
    7: 'inter_octet_time_out',
    8: 'inactivity_time_out',
    9: 'device_address',
  },
  methods: {},
};

/** IEC HDLC setup (Blue Book 4.7.2). */
export const IEC_HDLC_SETUP: InterfaceClass = {
  classId: 23,
  name: 'IEC HDLC setup',
  versions: { 0: V0, 1: V0 },
};
