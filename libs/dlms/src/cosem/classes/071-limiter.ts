import type { InterfaceClass } from './interface-class.js';

/** Limiter (Blue Book 4.5.9). */
export const LIMITER: InterfaceClass = {
  classId: 71,
  name: 'Limiter',
  versions: {
    0: {
      attributes: {
        2: 'monitored_value',
        3: 'threshold_active',
        4: 'threshold_normal',
        5: 'threshold_emergency',
        6: 'min_over_threshold_duration',
        7: 'min_under_threshold_duration',
        8: 'emergency_profile',
        9: 'emergency_profile_group_id_list',
        10: 'emergency_profile_active',
        11: 'actions',
      },
      methods: {},
    },
  },
};
