import type { InterfaceClass } from './interface-class.js';

/** Attestation (Blue Book 4.20.2). No public source names its members. */
export const ATTESTATION: InterfaceClass = {
  classId: 170,
  name: 'Attestation',
  versions: { 0: { attributes: {}, methods: {} } },
};
