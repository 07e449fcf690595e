import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'mode',
    3: 'listening_window',
    4: 'status',
    5: 'number_of_calls',
    6: 'number_of_rings',
  },
  methods: {},
};

const V2 = { attributes: { ...V0.attributes, 7: 'list_of_allowed_callers' }, methods: {} };

/** Auto answer (Blue Book 4.7.5). */
export const AUTO_ANSWER: InterfaceClass = {
  classId: 28,
  name: 'Auto answer',
  versions: { 0: V0, 2: V2 },
};
