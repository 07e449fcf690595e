import { identifierName } from './electricity-general.js';
import { programEntryName } from './program-entries.js';
import { errorName, listName } from './service-entries.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { rateSuffix } from './value-groups.js';

/** Value group C of heat and cooling (Blue Book part 1, clause 9.2). */
const QUANTITIES: NameTable = {
  1: 'energy',
  2: 'accounted volume',
  3: 'accounted mass',
  4: 'flow volume',
  5: 'flow mass',
  6: 'return volume',
  7: 'return mass',
  8: 'power',
  9: 'flow rate',
  10: 'flow temperature',
  11: 'return temperature',
  12: 'differential temperature',
  13: 'medium pressure',
};

/** Value group D of heat, cooling, heat cost allocators and water. */
const PROCESSING: NameTable = {
  0: '',
  1: 'periodical value',
  2: 'value of the set date',
  3: 'value of the billing date',
  4: 'minimum',
  5: 'maximum',
  6: 'test value',
};

/** Quantities that are kept for each tariff rate. */
const LAST_COUNTED = 7;

/** Value group C from here on, and 0, is the same for all media. */
const FIRST_SHARED = 93;

/** Whether a code is of no quantity, but of an identifier, an error, a list. */
export function isShared({ c }: ValueGroups): boolean {
  return c === 0 || c >= FIRST_SHARED;
}

/** What names the codes of a medium whose value group A is 5 or 6. @param medium `Heat`, `Cooling` */
export function thermalName(medium: string): (groups: ValueGroups) => string | undefined {
  return (groups) =>
    isShared(groups)
      ? sharedName(medium, groups)
      : countedName(medium, QUANTITIES, LAST_COUNTED, groups);
}

/**
 * The name of a quantity: medium, quantity, processing, tariff rate.
 *
 * @param lastCounted quantities up to this one are kept for each tariff rate
 */
export function countedName(
  medium: string,
  quantities: NameTable,
  lastCounted: number,
  { c, d, e }: ValueGroups,
): string | undefined {
  const quantity = quantities[c];
  if (quantity === undefined) return undefined;
  const processing = PROCESSING[d];
  if (processing === undefined) return `${medium} ${quantity}`;
  const what = `${medium} ${quantity}${processing === '' ? '' : `, ${processing}`}`;
  return c <= lastCounted ? what + rateSuffix(e) : what;
}

const PROGRAM: NameTable = {
  0: 'program version',
  1: 'firmware version',
  2: 'software version',
  3: 'device version',
};

/** Identifiers, errors and lists, which media but electricity have in common (Blue Book part 1, clauses 8 to 11). */
export function sharedName(medium: string, { c, d, e }: ValueGroups): string | undefined {
  if (c === 97) return errorName(d, e);
  if (c === 98) return listName(d, e);
  if (c === 99) return d === 1 ? `${medium} profile` : undefined;
  if (c !== 0) return undefined;
  if (d === 0) return identifierName(`${medium} identifier`, e);
  if (d === 1) return programEntryName(e);
  const version = d === 2 ? PROGRAM[e] : undefined;
  return version === undefined ? undefined : `${medium} ${version}`;
}
