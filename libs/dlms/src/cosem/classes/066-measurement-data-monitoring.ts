import type { InterfaceClass } from './interface-class.js';

/** Measurement data monitoring (Blue Book 4.3.11). No public source names its members. */
export const MEASUREMENT_DATA_MONITORING: InterfaceClass = {
  classId: 66,
  name: 'Measurement data monitoring',
  versions: { 0: { attributes: {}, methods: {} } },
};
