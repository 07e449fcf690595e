import type { InterfaceClass } from './interface-class.js';

/** Charge (Blue Book 4.6.4). */
export const CHARGE: InterfaceClass = {
  classId: 113,
  name: 'Charge',
  versions: {
    0: {
      attributes: {
        2: 'total_amount_paid',
        3: 'charge_type',
        4: 'priority',
        5: 'unit_charge_active',
        6: 'unit_charge_passive',
        7: 'unit_charge_activation_time',
        8: 'period',
        9: 'charge_configuration',
        10: 'last_collection_time',
        11: 'last_collection_amount',
        12: 'total_amount_remaining',
        13: 'proportion',
      },
      methods: {
        1: 'update_unit_charge',
        2: 'activate_passive_unit_charge',
        3: 'collect',
        4: 'update_total_amount_remaining',
        5: 'set_total_amount_remaining',
      },
    },
  },
};
