import type { InterfaceClass } from './interface-class.js';

/** NTP setup (Blue Book 4.9.7). */
export const NTP_SETUP: InterfaceClass = {
  classId: 100,
  name: 'NTP setup',
  versions: {
    0: {
      attributes: {
        2: 'activated',
        3: 'server_address',
        4: 'server_port',
        5: 'authentication_method',
        6: 'authentication_keys',
        7: 'client_key',
      },
      methods: { 1: 'synchronize', 2: 'add_authentication_key', 3: 'delete_authentication_key' },
    },
  },
};
