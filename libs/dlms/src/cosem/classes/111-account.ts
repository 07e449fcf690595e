import type { InterfaceClass } from './interface-class.js';

/** Account (Blue Book 4.6.2). */
export const ACCOUNT: InterfaceClass = {
  classId: 111,
  name: 'Account',
  versions: {
    0: {
      attributes: {
        2: 'account_mode_and_status',
        3: 'current_credit_in_use',
        4: 'current_credit_status',
        5: 'available_credit',
        6: 'amount_to_clear',
        7: 'clearance_threshold',
        8: 'aggregated_debt',
        9: 'credit_reference_list',
        10: 'charge_reference_list',
        11: 'credit_charge_configuration',
        12: 'token_gateway_configuration',
        13: 'account_activation_time',
        14: 'account_closure_time',
        15: 'currency',
        16: 'low_credit_threshold',
        17: 'next_credit_available_threshold',
        18: 'max_provision',
        19: 'max_provision_period',
      },
      methods: { 1: 'activate_account', 2: 'close_account', 3: 'reset_account' },
    },
  },
};
