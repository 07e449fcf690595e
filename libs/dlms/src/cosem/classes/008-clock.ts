import type { InterfaceClass } from './interface-class.js';

/** Clock (Blue Book 4.5.1). */
export const CLOCK: InterfaceClass = {
  classId: 8,
  name: 'Clock',
  versions: {
    0: {
      attributes: {
        2: 'time',
        3: 'time_zone',
        4: 'status',
        5: 'daylight_savings_begin',
        6: 'daylight_savings_end',
        7: 'daylight_savings_deviation',
        8: 'daylight_savings_enabled',
        9: 'clock_base',
      },
      methods: {
        1: 'adjust_to_quarter',
        2: 'adjust_to_measuring_period',
        3: 'adjust_to_minute',
        4: 'adjust_to_preset_time',
        5: 'preset_adjusting_time',
        6: 'shift_time',
      },
    },
  },
};
