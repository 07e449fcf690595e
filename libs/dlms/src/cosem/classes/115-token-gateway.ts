import type { InterfaceClass } from './interface-class.js';

/** Token gateway (Blue Book 4.6.5). */
export const TOKEN_GATEWAY: InterfaceClass = {
  classId: 115,
  name: 'Token gateway',
  versions: {
    0: {
      attributes: {
        2: 'token',
        3: 'token_time',
        4: 'token_description',
        5: 'token_delivery_method',
        6: 'token_status',
      },
      methods: { 1: 'enter' },
    },
  },
};
