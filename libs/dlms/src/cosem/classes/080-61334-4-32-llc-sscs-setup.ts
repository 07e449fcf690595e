import type { InterfaceClass } from './interface-class.js';

/** 61334-4-32 LLC SSCS setup (Blue Book 4.12.3). */
export const IEC_61334_4_32_LLC_SSCS_SETUP: InterfaceClass = {
  classId: 80,
  name: '61334-4-32 LLC SSCS setup',
  versions: {
    0: {
      attributes: { 2: 'service_node_address', 3: 'base_node_address' },
      methods: { 1: 'reset' },
    },
  },
};
