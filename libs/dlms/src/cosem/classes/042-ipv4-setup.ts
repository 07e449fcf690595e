import type { InterfaceClass } from './interface-class.js';

/** IPv4 setup (Blue Book 4.9.2). */
export const IPV4_SETUP: InterfaceClass = {
  classId: 42,
  name: 'IPv4 setup',
  versions: {
    0: {
      attributes: {
        2: 'DL_reference',
        3: 'IP_address',
        4: 'multicast_IP_address',
        5: 'IP_options',
        6: 'subnet_mask',
        7: 'gateway_IP_address',
        8: 'use_DHCP_flag',
        9: 'primary_DNS_address',
        10: 'secondary_DNS_address',
      },
      methods: { 1: 'add_mc_IP_address', 2: 'delete_mc_IP_address', 3: 'get_nbof_mc_IP_addresses' },
    },
  },
};
