import type { InterfaceClass } from './interface-class.js';

/** ISO/IEC 14908 protocol setup (Blue Book 4.19.3). */
export const ISO_IEC_14908_PROTOCOL_SETUP: InterfaceClass = {
  classId: 131,
  name: 'ISO/IEC 14908 protocol setup',
  versions: { 0: { attributes: { 2: 'inactivity_timeout' }, methods: {} } },
};
