import type { InterfaceClass } from './interface-class.js';

/** S-FSK Reporting system list (Blue Book 4.10.8). */
export const S_FSK_REPORTING_SYSTEM_LIST: InterfaceClass = {
  classId: 56,
  name: 'S-FSK Reporting system list',
  versions: { 0: { attributes: { 2: 'reporting_system_list' }, methods: {} } },
};
