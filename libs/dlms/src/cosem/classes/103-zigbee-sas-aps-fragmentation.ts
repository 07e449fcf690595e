import type { InterfaceClass } from './interface-class.js';

/** ZigBee SAS APS fragmentation (Blue Book 4.15.4). */
export const ZIGBEE_SAS_APS_FRAGMENTATION: InterfaceClass = {
  classId: 103,
  name: 'ZigBee SAS APS fragmentation',
  versions: {
    0: { attributes: { 2: 'APS_interframe_delay', 3: 'APS_max_window_size' }, methods: {} },
  },
};
