import type { InterfaceClass } from './interface-class.js';

/** HS-PLC ISO/IEC 12139-1 MAC setup (Blue Book 4.14.2). */
export const HS_PLC_ISO_IEC_12139_1_MAC_SETUP: InterfaceClass = {
  classId: 140,
  name: 'HS-PLC ISO/IEC 12139-1 MAC setup',
  versions: {
    0: {
      attributes: {
        2: 'group_id',
        3: 'secondary_group_id',
        4: 'station_id',
        5: 'parent_station_id',
        6: 'repeater_status',
        7: 'encryption_mode',
        8: 'initial_encryption_key',
        9: 'RTS/CTS',
      },
      methods: {},
    },
  },
};
