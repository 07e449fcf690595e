import type { InterfaceClass } from './interface-class.js';

/** ISO/IEC 8802-2 LLC Type 2 setup (Blue Book 4.11.3). */
export const ISO_IEC_8802_2_LLC_TYPE_2_SETUP: InterfaceClass = {
  classId: 58,
  name: 'ISO/IEC 8802-2 LLC Type 2 setup',
  versions: {
    0: {
      attributes: {
        2: 'transmit_window_size_k',
        3: 'receive_window_size_RW',
        4: 'max_octets_I_PDU_N1',
        5: 'max_number_transmissions_N2',
        6: 'acknowledgement_timer',
        7: 'P_bit_timer',
        8: 'reject_timer',
        9: 'busy_state_timer',
      },
      methods: {},
    },
  },
};
