import type { InterfaceClass } from './interface-class.js';

/** ISO/IEC 8802-2 LLC Type 1 setup (Blue Book 4.11.2). */
export const ISO_IEC_8802_2_LLC_TYPE_1_SETUP: InterfaceClass = {
  classId: 57,
  name: 'ISO/IEC 8802-2 LLC Type 1 setup',
  versions: { 0: { attributes: { 2: 'max_octets_UI_PDU' }, methods: {} } },
};
