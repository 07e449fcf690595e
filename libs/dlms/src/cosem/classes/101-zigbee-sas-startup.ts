import type { InterfaceClass } from './interface-class.js';

/** ZigBee SAS startup (Blue Book 4.15.2). */
export const ZIGBEE_SAS_STARTUP: InterfaceClass = {
  classId: 101,
  name: 'ZigBee SAS startup',
  versions: {
    0: {
      attributes: {
        2: 'short_address',
        3: 'extended_PAN_id',
        4: 'PAN_id',
        5: 'channel_mask',
        6: 'protocol_version',
        7: 'stack_profile',
        8: 'start_up_control',
        9: 'trust_centre_address',
        10: 'link_key',
        11: 'network_key',
        12: 'use_insecure_join',
      },
      methods: {},
    },
  },
};
