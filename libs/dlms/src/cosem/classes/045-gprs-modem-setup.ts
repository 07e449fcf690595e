import type { InterfaceClass } from './interface-class.js';

/** GPRS modem setup (Blue Book 4.7.7). */
export const GPRS_MODEM_SETUP: InterfaceClass = {
  classId: 45,
  name: 'GPRS modem setup',
  versions: {
    0: { attributes: { 2: 'APN', 3: 'PIN_code', 4: 'quality_of_service' }, methods: {} },
  },
};
