import type { InterfaceClass } from './interface-class.js';

/** Script table (Blue Book 4.5.2). */
export const SCRIPT_TABLE: InterfaceClass = {
  classId: 9,
  name: 'Script table',
  versions: { 0: { attributes: { 2: 'scripts' }, methods: { 1: 'execute' } } },
};
