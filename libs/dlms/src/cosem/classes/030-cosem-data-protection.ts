import type { InterfaceClass } from './interface-class.js';

/** COSEM data protection (Blue Book 4.4.9). */
export const COSEM_DATA_PROTECTION: InterfaceClass = {
  classId: 30,
  name: 'COSEM data protection',
  versions: {
    0: {
      attributes: {
        2: 'protection_buffer',
        3: 'protection_object_list',
        4: 'protection_parameters_get',
        5: 'protection_parameters_set',
        6: 'required_protection',
      },
      methods: {
        1: 'get_protected_attributes',
        2: 'set_protected_attributes',
        3: 'invoke_protected_method',
      },
    },
  },
};
