import type { InterfaceClass } from './interface-class.js';

/** Arbitrator (Blue Book 4.5.12). */
export const ARBITRATOR: InterfaceClass = {
  classId: 68,
  name: 'Arbitrator',
  versions: {
    0: {
      attributes: {
        2: 'actions',
        3: 'permissions_table',
        4: 'weightings_table',
        5: 'most_recent_requests_table',
        6: 'last_outcome',
      },
      methods: { 1: 'request_action', 2: 'reset' },
    },
  },
};
