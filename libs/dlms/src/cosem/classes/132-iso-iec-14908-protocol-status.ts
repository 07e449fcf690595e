import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'transmission_errors',
    3: 'transmit_tx_failure',
    4: 'transmit_tx_retries',
    5: 'receive_tx_full',
    6: 'lost_messages',
    7: 'missed_messages',
    8: 'layer2_received',
    9: 'layer3_received',
    10: 'messages_received',
    11: 'messages_validated',
  },
  methods: { 1: 'reset' },
};

/** ISO/IEC 14908 protocol status (Blue Book 4.19.4). */
export const ISO_IEC_14908_PROTOCOL_STATUS: InterfaceClass = {
  classId: 132,
  name: 'ISO/IEC 14908 protocol status',
  versions: { 0: V0, 1: V0 },
};
