import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: { 2: 'LTE_network_parameters', 3: 'LTE_quality_of_service' },
  methods: {},
};

/** LTE monitoring (Blue Book 4.7.9). */
export const LTE_MONITORING: InterfaceClass = {
  classId: 151,
  name: 'LTE monitoring',
  versions: { 0: V0, 1: V0 },
};
