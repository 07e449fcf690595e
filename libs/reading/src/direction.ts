import type { Direction } from './reading.js';

const ELECTRICITY = 1;

/** Group C of active, reactive and apparent import for the sum of phases; each phase adds 20, 40 or 60. */
const IMPORT = new Set([1, 3, 5, 6, 9]);
const EXPORT = new Set([2, 4, 7, 8, 10]);
const FIRST_PHASE = 20;
const LAST_PHASE_CODE = 80;

/**
 * Direction that an OBIS code tells (Blue Book, value group C of electricity): positive active, reactive and apparent
 * quantities are Import, negative ones Export. Quadrants count by their reactive part: I and II Import, III and IV Export.
 */
export function directionOf(obis: string): Direction {
  const [a, , c] = obis.split('.');
  if (Number(a) !== ELECTRICITY) return 'None';
  const code = Number(c);
  if (code > LAST_PHASE_CODE) return 'None';
  const quantity = code % FIRST_PHASE;
  if (IMPORT.has(quantity)) return 'Import';
  return EXPORT.has(quantity) ? 'Export' : 'None';
}
