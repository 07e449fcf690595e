import type { InterfaceClass } from './interface-class.js';

/** Register activation (Blue Book 4.3.5). */
export const REGISTER_ACTIVATION: InterfaceClass = {
  classId: 6,
  name: 'Register activation',
  versions: {
    0: {
      attributes: { 2: 'register_assignment', 3: 'mask_list', 4: 'active_mask' },
      methods: { 1: 'add_register', 2: 'add_mask', 3: 'delete_mask' },
    },
  },
};
