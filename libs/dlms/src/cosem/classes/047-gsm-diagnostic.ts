import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'operator',
    3: 'status',
    4: 'cs_attachment',
    5: 'ps_status',
    6: 'cell_info',
    7: 'adjacent_cells',
    8: 'capture_time',
  },
  methods: {},
};

/** GSM diagnostic (Blue Book 4.7.8). */
export const GSM_DIAGNOSTIC: InterfaceClass = {
  classId: 47,
  name: 'GSM diagnostic',
  versions: { 0: V0, 1: V0, 2: V0 },
};
