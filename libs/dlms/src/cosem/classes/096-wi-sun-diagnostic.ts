import type { InterfaceClass } from './interface-class.js';

/** Wi-SUN diagnostic (Blue Book 4.18.2). No public source names its members. */
export const WI_SUN_DIAGNOSTIC: InterfaceClass = {
  classId: 96,
  name: 'Wi-SUN diagnostic',
  versions: { 0: { attributes: {}, methods: {} } },
};
