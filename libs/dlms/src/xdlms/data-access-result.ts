import { namesOf } from './enumeration.js';

/** Data-Access-Result: how reading or writing an attribute ended (Green Book 9.5). */
export const DATA_ACCESS_RESULT = {
  success: 0,
  'hardware-fault': 1,
  'temporary-failure': 2,
  'read-write-denied': 3,
  'object-undefined': 4,
  'object-class-inconsistent': 9,
  'object-unavailable': 11,
  'type-unmatched': 12,
  'scope-of-access-violated': 13,
  'data-block-unavailable': 14,
  'long-get-aborted': 15,
  'no-long-get-in-progress': 16,
  'long-set-aborted': 17,
  'no-long-set-in-progress': 18,
  'data-block-number-invalid': 19,
  'other-reason': 250,
} as const;

/** The name of a Data-Access-Result: `object-undefined`; `reserved (7)` for a number the standard keeps free. */
export const dataAccessResultName = namesOf(DATA_ACCESS_RESULT);
