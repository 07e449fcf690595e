import type { InterfaceClass } from './interface-class.js';

/** TCP-UDP setup (Blue Book 4.9.1). */
export const TCP_UDP_SETUP: InterfaceClass = {
  classId: 41,
  name: 'TCP-UDP setup',
  versions: {
    0: {
      attributes: {
        2: 'TCP-UDP_port',
        3: 'IP_reference',
        4: 'MSS',
        5: 'nb_of_sim_conn',
        6: 'inactivity_time_out',
      },
      methods: {},
    },
  },
};
