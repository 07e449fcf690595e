import type { InterfaceClass } from './interface-class.js';

/** PRIME NB OFDM PLC Application identification (Blue Book 4.12.11). */
export const PRIME_NB_OFDM_PLC_APPLICATION_IDENTIFICATION: InterfaceClass = {
  classId: 86,
  name: 'PRIME NB OFDM PLC Application identification',
  versions: {
    0: { attributes: { 2: 'firmware_version', 3: 'vendor_id', 4: 'product_id' }, methods: {} },
  },
};
