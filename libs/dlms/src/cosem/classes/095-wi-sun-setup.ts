import type { InterfaceClass } from './interface-class.js';

/** Wi-SUN setup (Blue Book 4.18.1). */
export const WI_SUN_SETUP: InterfaceClass = {
  classId: 95,
  name: 'Wi-SUN setup',
  versions: {
    0: {
      attributes: {
        2: 'network_name',
        3: 'routing_method',
        4: 'PAN_id',
        5: 'disc_Imin',
        6: 'disc_Imax',
        7: 'data_message_Imin',
        8: 'data_message_Imax',
        9: 'default_DIO_interval_min',
        10: 'default_DIO_interval_doublings',
        11: 'channel_plan',
        12: 'channel_function',
        13: 'excluded_channels',
        14: 'join_state',
        15: 'reg_channel_exclusions',
      },
      methods: { 1: 'reset_join_state' },
    },
  },
};
