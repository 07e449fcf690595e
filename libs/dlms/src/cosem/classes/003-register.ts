import type { InterfaceClass } from './interface-class.js';

/** Register (Blue Book 4.3.2). */
export const REGISTER: InterfaceClass = {
  classId: 3,
  name: 'Register',
  versions: { 0: { attributes: { 2: 'value', 3: 'scaler_unit' }, methods: { 1: 'reset' } } },
};
