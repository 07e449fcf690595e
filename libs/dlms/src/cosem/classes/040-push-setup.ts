import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'push_object_list',
    3: 'send_destination_and_method',
    4: 'communication_window',
    5: 'randomisation_start_interval',
    6: 'number_of_retries',
    7: 'repetition_delay',
  },
  methods: { 1: 'push' },
};

const V1 = {
  attributes: {
    ...V0.attributes,
    8: 'port_reference',
    9: 'push_client_SAP',
    10: 'push_protection_parameters',
  },
  methods: V0.methods,
};

const V2 = {
  attributes: {
    ...V1.attributes,
    11: 'push_operation_method',
    12: 'confirmation_parameters',
    13: 'last_confirmation_date_time',
  },
  methods: { ...V1.methods, 2: 'reset' },
};

/** Push setup (Blue Book 4.4.8). */
export const PUSH_SETUP: InterfaceClass = {
  classId: 40,
  name: 'Push setup',
  versions: { 0: V0, 1: V1, 2: V2, 3: V2 },
};
