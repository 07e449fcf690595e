import type { InterfaceClass } from './interface-class.js';

/** MAC address setup (Blue Book 4.9.4). */
export const MAC_ADDRESS_SETUP: InterfaceClass = {
  classId: 43,
  name: 'MAC address setup',
  versions: { 0: { attributes: { 2: 'MAC_address' }, methods: {} } },
};
