import type { InterfaceClass } from './interface-class.js';

/** IPv6 setup (Blue Book 4.9.3). */
export const IPV6_SETUP: InterfaceClass = {
  classId: 48,
  name: 'IPv6 setup',
  versions: {
    0: {
      attributes: {
        2: 'DL_reference',
        3: 'address_config_mode',
        4: 'unicast_IPv6_addresses',
        5: 'multicast_IPv6_addresses',
        6: 'gateway_IPv6_addresses',
        7: 'primary_DNS_address',
        8: 'secondary_DNS_address',
        9: 'traffic_class',
        10: 'neighbor_discovery_setup',
      },
      methods: { 1: 'add_IPv6_address', 2: 'remove_IPv6_address' },
    },
  },
};
