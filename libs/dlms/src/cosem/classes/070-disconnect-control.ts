import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: { 2: 'output_state', 3: 'control_state', 4: 'control_mode' },
  methods: { 1: 'remote_disconnect', 2: 'remote_reconnect' },
};

/** Disconnect control (Blue Book 4.5.8). */
export const DISCONNECT_CONTROL: InterfaceClass = {
  classId: 70,
  name: 'Disconnect control',
  versions: { 0: V0, 1: V0, 2: V0 },
};
