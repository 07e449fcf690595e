import type { InterfaceClass } from './interface-class.js';

/** Single action schedule (Blue Book 4.5.7). */
export const SINGLE_ACTION_SCHEDULE: InterfaceClass = {
  classId: 22,
  name: 'Single action schedule',
  versions: {
    0: { attributes: { 2: 'executed_script', 3: 'type', 4: 'execution_time' }, methods: {} },
  },
};
