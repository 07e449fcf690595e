import type { InterfaceClass } from './interface-class.js';

/** Activity calendar (Blue Book 4.5.5). */
export const ACTIVITY_CALENDAR: InterfaceClass = {
  classId: 20,
  name: 'Activity calendar',
  versions: {
    0: {
      attributes: {
        2: 'calendar_name_active',
        3: 'season_profile_active',
        4: 'week_profile_table_active',
        5: 'day_profile_table_active',
        6: 'calendar_name_passive',
        7: 'season_profile_passive',
        8: 'week_profile_table_passive',
        9: 'day_profile_table_passive',
        10: 'activate_passive_calendar_time',
      },
      methods: { 1: 'activate_passive_calendar' },
    },
  },
};
