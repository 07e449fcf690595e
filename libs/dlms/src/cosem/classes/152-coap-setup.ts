import type { InterfaceClass } from './interface-class.js';

/** CoAP setup (Blue Book 4.9.8). */
export const COAP_SETUP: InterfaceClass = {
  classId: 152,
  name: 'CoAP setup',
  versions: {
    0: {
      attributes: {
        2: 'UDP_reference',
        3: 'ack_timeout',
        4: 'ack_random_factor',
        5: 'max_retransmit',
        6: 'nstart',
        7: 'delay_ack_timeout',
        8: 'exponential_back_off',
        9: 'probing_rate',
        10: 'CoAP_uri_path',
        11: 'transport_mode',
        12: 'version',
        13: 'token_length',
      },
      methods: {},
    },
  },
};
