import type { NameTable } from './value-groups.js';

/** Value group D of electricity (Blue Book part 1, clause 7.5.2). */
const PROCESSING: NameTable = {
  0: 'average over the billing period',
  1: 'cumulative minimum 1',
  2: 'cumulative maximum 1',
  3: 'minimum 1',
  4: 'current average 1',
  5: 'last average 1',
  6: 'maximum 1',
  7: 'instantaneous value',
  8: '',
  9: 'since the end of the last billing period',
  10: 'above a threshold',
  11: 'cumulative minimum 2',
  12: 'cumulative maximum 2',
  13: 'minimum 2',
  14: 'current average 2',
  15: 'last average 2',
  16: 'maximum 2',
  17: 'up to the end of the last recording interval 1',
  18: 'up to the end of the last recording interval 2',
  19: 'of the billing period up to the last recording interval 1',
  20: 'of the billing period up to the last recording interval 2',
  21: 'cumulative minimum 3',
  22: 'cumulative maximum 3',
  23: 'minimum 3',
  24: 'current average 3',
  25: 'last average 3',
  26: 'maximum 3',
  27: 'current average 5',
  28: 'current average 6',
  29: 'in recording interval 1',
  30: 'in recording interval 2',
  31: 'under limit threshold',
  32: 'under limit occurrences',
  33: 'under limit duration',
  34: 'under limit magnitude',
  35: 'over limit threshold',
  36: 'over limit occurrences',
  37: 'over limit duration',
  38: 'over limit magnitude',
  39: 'missing threshold',
  40: 'missing occurrences',
  41: 'missing duration',
  42: 'missing magnitude',
  43: 'time threshold for under limit',
  44: 'time threshold for over limit',
  45: 'time threshold for missing magnitude',
  46: 'contracted value',
  49: 'average in recording interval 1',
  50: 'average in recording interval 2',
  51: 'minimum in recording interval 1',
  52: 'minimum in recording interval 2',
  53: 'maximum in recording interval 1',
  54: 'maximum in recording interval 2',
  55: 'test average',
  56: 'current average 4',
  58: 'during test',
};

/** Time integrals 1 to 10. */
const TIME_INTEGRALS: ReadonlySet<number> = new Set([8, 9, 10, 17, 18, 19, 20, 29, 30, 58]);

/** What is done with the quantity; empty for the ordinary meter reading, undefined for a value that is not known. */
export function processingName(d: number): string | undefined {
  return PROCESSING[d];
}

/** Whether the value is an integral over time: energy rather than power. */
export function isTimeIntegral(d: number): boolean {
  return TIME_INTEGRALS.has(d);
}
