import type { InterfaceClass } from './interface-class.js';

/** Register monitor (Blue Book 4.5.6). */
export const REGISTER_MONITOR: InterfaceClass = {
  classId: 21,
  name: 'Register monitor',
  versions: {
    0: { attributes: { 2: 'thresholds', 3: 'monitored_value', 4: 'actions' }, methods: {} },
  },
};
