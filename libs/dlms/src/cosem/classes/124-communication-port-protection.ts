import type { InterfaceClass } from './interface-class.js';

/** Communication port protection (Blue Book 4.4.12). */
export const COMMUNICATION_PORT_PROTECTION: InterfaceClass = {
  classId: 124,
  name: 'Communication port protection',
  versions: {
    0: {
      attributes: {
        2: 'protection_mode',
        3: 'allowed_failed_attempts',
        4: 'initial_lockout_time',
        5: 'steepness_factor',
        6: 'max_lockout_time',
        7: 'port_reference',
        8: 'protection_status',
        9: 'failed_attempts',
        10: 'cumulative_failed_attempts',
      },
      methods: { 1: 'reset' },
    },
  },
};
