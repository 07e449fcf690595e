import type { InterfaceClass } from './interface-class.js';

/** LoRaWAN setup (Blue Book 4.17.2). */
export const LORAWAN_SETUP: InterfaceClass = {
  classId: 128,
  name: 'LoRaWAN setup',
  versions: {
    0: {
      attributes: {
        2: 'class',
        3: 'state',
        4: 'max_transmit_EIRP_setting',
        5: 'ADR_mode',
        6: 'regional_parameters',
        7: 'device_operation',
        8: 'modem_versions',
        9: 'devAddr',
        10: 'join_strategy',
        11: 'multicasts_parameters',
      },
      methods: { 1: 'disconnect_from_network', 2: 'change_class', 3: 'change_region' },
    },
  },
};
