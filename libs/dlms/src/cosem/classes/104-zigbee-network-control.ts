import type { InterfaceClass } from './interface-class.js';

/** ZigBee network control (Blue Book 4.15.5). */
export const ZIGBEE_NETWORK_CONTROL: InterfaceClass = {
  classId: 104,
  name: 'ZigBee network control',
  versions: {
    0: {
      attributes: { 2: 'enable_disable_joining', 3: 'join_timeout', 4: 'active_devices' },
      methods: {
        1: 'register_device',
        2: 'unregister_device',
        3: 'unregister_all_devices',
        4: 'backup_PAN',
        5: 'restore_PAN',
        6: 'identify_device',
        7: 'remove_mirror',
        8: 'update_network_key',
        9: 'update_link_key',
        10: 'create_PAN',
        11: 'remove_PAN',
      },
    },
  },
};
