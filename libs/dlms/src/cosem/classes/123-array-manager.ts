import type { InterfaceClass } from './interface-class.js';

/** Array manager (Blue Book 4.4.11). */
export const ARRAY_MANAGER: InterfaceClass = {
  classId: 123,
  name: 'Array manager',
  versions: {
    0: {
      attributes: { 2: 'array_object_list' },
      methods: {
        1: 'retrieve_number_of_entries',
        2: 'retrieve_entries',
        3: 'insert_entry',
        4: 'update_entry',
        5: 'remove_entries',
      },
    },
  },
};
