import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'mbus_port_reference',
    3: 'capture_definition',
    4: 'capture_period',
    5: 'primary_address',
    6: 'identification_number',
    7: 'manufacturer_id',
    8: 'version',
    9: 'device_type',
    10: 'access_number',
    11: 'status',
    12: 'alarm',
  },
  methods: {
    1: 'slave_install',
    2: 'slave_deinstall',
    3: 'capture',
    4: 'reset_alarm',
    5: 'synchronize_clock',
    6: 'data_send',
    7: 'set_encryption_key',
    8: 'transfer_key',
  },
};

const V1 = {
  attributes: { ...V0.attributes, 13: 'configuration', 14: 'encryption_key_status' },
  methods: V0.methods,
};

/** M-Bus client (Blue Book 4.8.3). */
export const M_BUS_CLIENT: InterfaceClass = {
  classId: 72,
  name: 'M-Bus client',
  versions: { 0: V0, 1: V1, 2: V1 },
};
