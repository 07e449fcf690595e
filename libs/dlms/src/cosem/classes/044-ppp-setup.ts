import type { InterfaceClass } from './interface-class.js';

/** PPP setup (Blue Book 4.9.5). */
export const PPP_SETUP: InterfaceClass = {
  classId: 44,
  name: 'PPP setup',
  versions: {
    0: {
      attributes: {
        2: 'PHY_reference',
        3: 'LCP_options',
        4: 'IPCP_options',
        5: 'PPP_authentication',
      },
      methods: {},
    },
  },
};
