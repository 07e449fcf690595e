import type { InterfaceClass } from './interface-class.js';

/** Extended register (Blue Book 4.3.3). */
export const EXTENDED_REGISTER: InterfaceClass = {
  classId: 4,
  name: 'Extended register',
  versions: {
    0: {
      attributes: { 2: 'value', 3: 'scaler_unit', 4: 'status', 5: 'capture_time' },
      methods: { 1: 'reset' },
    },
  },
};
