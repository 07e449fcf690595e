import type { InterfaceClass } from './interface-class.js';

/** ZigBee tunnel setup (Blue Book 4.15.6). */
export const ZIGBEE_TUNNEL_SETUP: InterfaceClass = {
  classId: 105,
  name: 'ZigBee tunnel setup',
  versions: {
    0: {
      attributes: {
        2: 'maximum_incoming_transfer_size',
        3: 'maximum_outgoing_transfer_size',
        4: 'protocol_address',
        5: 'close_tunnel_timeout',
      },
      methods: {},
    },
  },
};
