import type { InterfaceClass } from './interface-class.js';

/** HS-PLC ISO/IEC 12139-1 CPAS setup (Blue Book 4.14.3). */
export const HS_PLC_ISO_IEC_12139_1_CPAS_SETUP: InterfaceClass = {
  classId: 141,
  name: 'HS-PLC ISO/IEC 12139-1 CPAS setup',
  versions: {
    0: {
      attributes: { 2: 'CPAS_address', 3: 'CPAS_ether_type', 4: 'master_station_CPAS_address' },
      methods: {},
    },
  },
};
