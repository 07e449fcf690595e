import type { InterfaceClass } from './interface-class.js';

/** ISO/IEC 8802-2 LLC Type 3 setup (Blue Book 4.11.4). */
export const ISO_IEC_8802_2_LLC_TYPE_3_SETUP: InterfaceClass = {
  classId: 59,
  name: 'ISO/IEC 8802-2 LLC Type 3 setup',
  versions: {
    0: {
      attributes: {
        2: 'max_octets_ACn_PDU_N3',
        3: 'max_number_transmissions_N4',
        4: 'acknowledgement_time_T1',
        5: 'receive_lifetime_var_T2',
        6: 'transmit_lifetime_var_T3',
      },
      methods: {},
    },
  },
};
