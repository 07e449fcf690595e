import type { InterfaceClass } from './interface-class.js';

/** CoAP diagnostic (Blue Book 4.9.9). */
export const COAP_DIAGNOSTIC: InterfaceClass = {
  classId: 153,
  name: 'CoAP diagnostic',
  versions: {
    0: {
      attributes: {
        2: 'messages_counter',
        3: 'request_response_counter',
        4: 'CoAP_BT_counter',
        5: 'capture_time',
      },
      methods: { 1: 'reset' },
    },
  },
};
