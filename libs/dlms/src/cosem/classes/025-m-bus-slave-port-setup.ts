import type { InterfaceClass } from './interface-class.js';

/** M-Bus slave port setup (Blue Book 4.8.2). */
export const M_BUS_SLAVE_PORT_SETUP: InterfaceClass = {
  classId: 25,
  name: 'M-Bus slave port setup',
  versions: {
    0: {
      attributes: { 2: 'default_baud', 3: 'avail_baud', 4: 'addr_state', 5: 'bus_address' },
      methods: {},
    },
  },
};
