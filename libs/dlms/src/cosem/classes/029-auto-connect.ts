import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'mode',
    3: 'repetitions',
    4: 'repetition_delay',
    5: 'calling_window',
    6: 'phone_list',
  },
  methods: {},
};

const V1 = {
  attributes: {
    2: 'mode',
    3: 'repetitions',
    4: 'repetition_delay',
    5: 'calling_window',
    6: 'destination_list',
  },
  methods: {},
};

const V2 = { attributes: V1.attributes, methods: { 1: 'connect' } };

/** Auto connect (Blue Book 4.7.6). */
export const AUTO_CONNECT: InterfaceClass = {
  classId: 29,
  name: 'Auto connect',
  versions: { 0: V0, 1: V1, 2: V2 },
};
