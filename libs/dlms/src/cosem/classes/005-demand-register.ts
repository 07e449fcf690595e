import type { InterfaceClass } from './interface-class.js';

/** Demand register (Blue Book 4.3.4). */
export const DEMAND_REGISTER: InterfaceClass = {
  classId: 5,
  name: 'Demand register',
  versions: {
    0: {
      attributes: {
        2: 'current_average_value',
        3: 'last_average_value',
        4: 'scaler_unit',
        5: 'status',
        6: 'capture_time',
        7: 'start_time_current',
        8: 'period',
        9: 'number_of_periods',
      },
      methods: { 1: 'reset', 2: 'next_period' },
    },
  },
};
