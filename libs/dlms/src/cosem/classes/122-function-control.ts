import type { InterfaceClass } from './interface-class.js';

/** Function control (Blue Book 4.4.10). */
export const FUNCTION_CONTROL: InterfaceClass = {
  classId: 122,
  name: 'Function control',
  versions: {
    0: {
      attributes: { 2: 'activation_status', 3: 'function_list' },
      methods: { 1: 'set_function_status', 2: 'add_function', 3: 'remove_function' },
    },
  },
};
