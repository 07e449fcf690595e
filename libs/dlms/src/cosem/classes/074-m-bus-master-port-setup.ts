import type { InterfaceClass } from './interface-class.js';

/** M-Bus master port setup (Blue Book 4.8.5). */
export const M_BUS_MASTER_PORT_SETUP: InterfaceClass = {
  classId: 74,
  name: 'M-Bus master port setup',
  versions: { 0: { attributes: { 2: 'comm_speed' }, methods: {} } },
};
