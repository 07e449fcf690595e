import type { InterfaceClass } from './interface-class.js';

/** ZigBee SAS join (Blue Book 4.15.3). */
export const ZIGBEE_SAS_JOIN: InterfaceClass = {
  classId: 102,
  name: 'ZigBee SAS join',
  versions: {
    0: {
      attributes: {
        2: 'scan_attempts',
        3: 'time_between_scans',
        4: 'rejoin_interval',
        5: 'rejoin_retry_interval',
      },
      methods: {},
    },
  },
};
