import { namesOf } from './enumeration.js';

/** Action-Result: how invoking a method ended (Green Book 9.5). */
export const ACTION_RESULT = {
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
  'long-action-aborted': 15,
  'no-long-action-in-progress': 16,
  'other-reason': 250,
} as const;

/** The name of an Action-Result: `type-unmatched`; `reserved (7)` for a number the standard keeps free. */
export const actionResultName = namesOf(ACTION_RESULT);
