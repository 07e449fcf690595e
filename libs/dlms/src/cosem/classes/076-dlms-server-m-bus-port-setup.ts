import type { InterfaceClass } from './interface-class.js';

/** DLMS server M-Bus port setup (Blue Book 4.8.6). */
export const DLMS_SERVER_M_BUS_PORT_SETUP: InterfaceClass = {
  classId: 76,
  name: 'DLMS server M-Bus port setup',
  versions: {
    0: {
      attributes: {
        2: 'M-Bus_profile_selection',
        3: 'M-Bus_port_communication_state',
        4: 'M-Bus_Data_Header_Type',
        5: 'primary_address',
        6: 'identification_number',
        7: 'manufacturer_id',
        8: 'version',
        9: 'device_type',
        10: 'max_PDU_size',
        11: 'listening_window',
      },
      methods: {},
    },
  },
};
