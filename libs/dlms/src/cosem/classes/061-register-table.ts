import type { InterfaceClass } from './interface-class.js';

/** Register table (Blue Book 4.3.8). */
export const REGISTER_TABLE: InterfaceClass = {
  classId: 61,
  name: 'Register table',
  versions: {
    0: {
      attributes: { 2: 'table_cell_values', 3: 'table_cell_definition', 4: 'scaler_unit' },
      methods: { 1: 'reset', 2: 'capture' },
    },
  },
};
