import type { InterfaceClass } from './interface-class.js';

/** HS-PLC ISO/IEC 12139-1 HDLC SSAS setup (Blue Book 4.14.5). */
export const HS_PLC_ISO_IEC_12139_1_HDLC_SSAS_SETUP: InterfaceClass = {
  classId: 143,
  name: 'HS-PLC ISO/IEC 12139-1 HDLC SSAS setup',
  versions: { 0: { attributes: { 2: 'master_station_id' }, methods: {} } },
};
