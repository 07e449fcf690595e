import type { InterfaceClass } from './interface-class.js';

const V0 = { attributes: { 2: 'addr_state', 3: 'device_address', 4: 'address_mask' }, methods: {} };

/** Wireless Mode Q channel (Blue Book 4.8.4). */
export const WIRELESS_MODE_Q_CHANNEL: InterfaceClass = {
  classId: 73,
  name: 'Wireless Mode Q channel',
  versions: { 0: V0, 1: V0 },
};
