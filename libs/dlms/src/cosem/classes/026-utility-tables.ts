import type { InterfaceClass } from './interface-class.js';

/** Utility tables (Blue Book 4.3.7). */
export const UTILITY_TABLES: InterfaceClass = {
  classId: 26,
  name: 'Utility tables',
  versions: { 0: { attributes: { 2: 'table_ID', 3: 'length', 4: 'buffer' }, methods: {} } },
};
