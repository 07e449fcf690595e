import type { InterfaceClass } from './interface-class.js';

/** Sensor manager (Blue Book 4.5.11). */
export const SENSOR_MANAGER: InterfaceClass = {
  classId: 67,
  name: 'Sensor manager',
  versions: {
    0: {
      attributes: {
        2: 'serial_number',
        3: 'metrological_identification',
        4: 'output_type',
        5: 'adjustment_method',
        6: 'sealing_method',
        7: 'raw_value',
        8: 'scaler_unit',
        9: 'status',
        10: 'capture_time',
        11: 'raw_value_thresholds',
        12: 'raw_value_actions',
        13: 'processed_value',
        14: 'processed_value_thresholds',
        15: 'processed_value_actions',
      },
      methods: { 1: 'reset' },
    },
  },
};
