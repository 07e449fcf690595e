import type { InterfaceClass } from './interface-class.js';

/** HS-PLC ISO/IEC 12139-1 IP SSAS setup (Blue Book 4.14.4). */
export const HS_PLC_ISO_IEC_12139_1_IP_SSAS_SETUP: InterfaceClass = {
  classId: 142,
  name: 'HS-PLC ISO/IEC 12139-1 IP SSAS setup',
  versions: { 0: { attributes: { 2: 'IP_header_comp_type', 3: 'IP_alive_time' }, methods: {} } },
};
