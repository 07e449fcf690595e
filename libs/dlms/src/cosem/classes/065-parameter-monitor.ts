import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: { 2: 'changed_parameter', 3: 'capture_time', 4: 'parameter_list' },
  methods: { 1: 'add_parameter', 2: 'delete_parameter' },
};

const V1 = {
  attributes: {
    ...V0.attributes,
    5: 'parameter_list_name',
    6: 'hash_algorithm_id',
    7: 'parameter_value_digest',
    8: 'parameter_values',
  },
  methods: V0.methods,
};

/** Parameter monitor (Blue Book 4.5.10). */
export const PARAMETER_MONITOR: InterfaceClass = {
  classId: 65,
  name: 'Parameter monitor',
  versions: { 0: V0, 1: V1 },
};
