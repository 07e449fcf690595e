import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'plc_signal_quality_status',
    3: 'com_module_state',
    4: 'received_message_status',
    5: 'no_receive_buffer',
    6: 'transmit_no_data',
    7: 'backlog_overflows',
    8: 'late_ack',
    9: 'frequency_invalid',
  },
  methods: { 1: 'reset' },
};

/** ISO/IEC 14908 diagnostic (Blue Book 4.19.5). */
export const ISO_IEC_14908_DIAGNOSTIC: InterfaceClass = {
  classId: 133,
  name: 'ISO/IEC 14908 diagnostic',
  versions: { 0: V0, 1: V0 },
};
