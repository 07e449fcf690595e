import type { InterfaceClass } from './interface-class.js';

const V0 = { attributes: { 2: 'max_frame_length', 3: 'reply_status_list' }, methods: {} };

/** IEC 61334-4-32 LLC setup (Blue Book 4.10.7). */
export const IEC_61334_4_32_LLC_SETUP: InterfaceClass = {
  classId: 55,
  name: 'IEC 61334-4-32 LLC setup',
  versions: { 0: V0, 1: V0 },
};
