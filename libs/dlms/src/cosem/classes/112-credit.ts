import type { InterfaceClass } from './interface-class.js';

/** Credit (Blue Book 4.6.3). */
export const CREDIT: InterfaceClass = {
  classId: 112,
  name: 'Credit',
  versions: {
    0: {
      attributes: {
        2: 'current_credit_amount',
        3: 'credit_type',
        4: 'priority',
        5: 'warning_threshold',
        6: 'limit',
        7: 'credit_configuration',
        8: 'credit_status',
        9: 'preset_credit_amount',
        10: 'credit_available_threshold',
        11: 'period',
      },
      methods: { 1: 'update_amount', 2: 'set_amount_to_value', 3: 'invoke_credit' },
    },
  },
};
