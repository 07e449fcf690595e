import type { InterfaceClass } from './interface-class.js';

/** IEC 62055-41 attributes (Blue Book 4.6.6). */
export const IEC_62055_41_ATTRIBUTES: InterfaceClass = {
  classId: 116,
  name: 'IEC 62055-41 attributes',
  versions: {
    0: {
      attributes: {
        2: 'meter_PAN',
        3: 'commodity',
        4: 'token_carrier_types',
        5: 'encryption_algorithm',
        6: 'supply_group_code',
        7: 'tariff_index',
        8: 'key_revision_number',
        9: 'key_type',
        10: 'key_expiry_number',
        11: 'no_of_kct_supported',
        12: 'sts_certificate_no',
      },
      methods: {},
    },
  },
};
