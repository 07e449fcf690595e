import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: { 2: 'comm_speed', 3: 'initialization_string', 4: 'modem_profile' },
  methods: {},
};

/** Modem configuration (Blue Book 4.7.4). */
export const MODEM_CONFIGURATION: InterfaceClass = {
  classId: 27,
  name: 'Modem configuration',
  versions: { 0: V0, 1: V0 },
};
