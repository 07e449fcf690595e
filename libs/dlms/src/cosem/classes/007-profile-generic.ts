import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'buffer',
    3: 'capture_objects',
    4: 'capture_period',
    5: 'sort_method',
    6: 'sort_object',
    7: 'entries_in_use',
    8: 'profile_entries',
  },
  methods: { 1: 'reset', 2: 'capture', 3: 'get_buffer_by_range', 4: 'get_buffer_by_index' },
};

const V1 = { attributes: V0.attributes, methods: { 1: 'reset', 2: 'capture' } };

/** Profile generic (Blue Book 4.3.6). */
export const PROFILE_GENERIC: InterfaceClass = {
  classId: 7,
  name: 'Profile generic',
  versions: { 0: V0, 1: V1 },
};
