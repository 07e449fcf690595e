import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'compact_buffer',
    3: 'capture_objects',
    4: 'template_id',
    5: 'template_description',
    6: 'capture_method',
  },
  methods: { 1: 'reset', 2: 'capture' },
};

/** Compact data (Blue Book 4.3.10). */
export const COMPACT_DATA: InterfaceClass = {
  classId: 62,
  name: 'Compact data',
  versions: { 0: V0, 1: V0 },
};
