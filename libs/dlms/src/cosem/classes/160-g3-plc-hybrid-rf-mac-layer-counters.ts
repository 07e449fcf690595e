import type { InterfaceClass } from './interface-class.js';

/** G3-PLC Hybrid RF MAC layer counters (Blue Book 4.13.6). No public source names its members. */
export const G3_PLC_HYBRID_RF_MAC_LAYER_COUNTERS: InterfaceClass = {
  classId: 160,
  name: 'G3-PLC Hybrid RF MAC layer counters',
  versions: { 0: { attributes: {}, methods: {} } },
};
