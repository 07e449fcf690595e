import type { InterfaceClass } from './interface-class.js';

/** SMTP setup (Blue Book 4.9.6). */
export const SMTP_SETUP: InterfaceClass = {
  classId: 46,
  name: 'SMTP setup',
  versions: {
    0: {
      attributes: {
        2: 'server_port',
        3: 'user_name',
        4: 'login_password',
        5: 'server_address',
        6: 'sender_address',
      },
      methods: {},
    },
  },
};
