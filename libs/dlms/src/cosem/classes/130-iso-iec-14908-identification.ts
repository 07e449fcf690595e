import type { InterfaceClass } from './interface-class.js';

/** ISO/IEC 14908 identification (Blue Book 4.19.2). */
export const ISO_IEC_14908_IDENTIFICATION: InterfaceClass = {
  classId: 130,
  name: 'ISO/IEC 14908 identification',
  versions: {
    0: {
      attributes: {
        2: 'node_id',
        3: 'subnet_id',
        4: 'domain_id',
        5: 'program_id',
        6: 'unique_node_id',
      },
      methods: {},
    },
  },
};
