import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'security_policy',
    3: 'security_suite',
    4: 'client_system_title',
    5: 'server_system_title',
  },
  methods: { 1: 'security_activate', 2: 'global_key_transfer' },
};

const V1 = {
  attributes: { ...V0.attributes, 6: 'certificates' },
  methods: {
    1: 'security_activate',
    2: 'key_transfer',
    3: 'key_agreement',
    4: 'generate_key_pair',
    5: 'generate_certificate_request',
    6: 'import_certificate',
    7: 'export_certificate',
    8: 'remove_certificate',
  },
};

/** Security setup (Blue Book 4.4.7). */
export const SECURITY_SETUP: InterfaceClass = {
  classId: 64,
  name: 'Security setup',
  versions: { 0: V0, 1: V1 },
};
