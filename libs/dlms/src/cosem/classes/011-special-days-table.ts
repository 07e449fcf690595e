import type { InterfaceClass } from './interface-class.js';

/** Special days table (Blue Book 4.5.4). */
export const SPECIAL_DAYS_TABLE: InterfaceClass = {
  classId: 11,
  name: 'Special days table',
  versions: { 0: { attributes: { 2: 'entries' }, methods: { 1: 'insert', 2: 'delete' } } },
};
