import { gasFlowName, gasIndexName, gasProcessName } from './gas-processing.js';
import { sharedName } from './thermal-energy.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { rateSuffix } from './value-groups.js';

const MEDIUM = 'Gas';

/** Value group C of counted quantities: tens say what is counted, units how (Blue Book part 1, clause 10.2). */
const COUNTED: NameTable = {
  0: 'meter volume',
  1: 'converter volume',
  2: 'logger volume',
  3: 'energy',
  6: 'mass',
};
const COUNTED_HOW: NameTable = {
  1: 'forward, undisturbed',
  2: 'forward, disturbed',
  3: 'forward, absolute',
  4: 'reverse, undisturbed',
  5: 'reverse, disturbed',
  6: 'reverse, absolute',
};
const ENCODER: NameTable = {
  7: 'meter volume (encoder) forward, absolute',
  8: 'meter volume (encoder) reverse, absolute',
};

const FLOW_RATE = 43;
const PROCESS_VALUES: NameTable = {
  41: 'absolute temperature',
  42: 'absolute pressure',
  44: 'velocity of sound',
  45: 'density',
  46: 'relative density',
  47: 'gauge pressure',
  48: 'differential pressure',
  49: 'density of air',
};

const FACTORS: NameTable = {
  51: 'correction factor',
  52: 'conversion factor',
  53: 'compressibility factor',
  54: 'superior calorific value',
  55: 'gas law deviation coefficient',
};

const ANALYSIS = 70;

const PROFILES: NameTable = { 1: 'Gas load profile 1', 2: 'Gas load profile 2' };

/** The name of a code whose value group A is 7. */
export function gasName(groups: ValueGroups): string | undefined {
  const { c, d, e } = groups;
  if (c === 0 || c === 97 || c === 98) return sharedName(MEDIUM, groups);
  if (c === 99) return PROFILES[d];
  if (c === FLOW_RATE) return named('flow rate', gasFlowName(d));
  if (c === ANALYSIS) return 'Gas analysis';
  const process = PROCESS_VALUES[c];
  if (process !== undefined) return named(process, gasProcessName(d));
  const factor = FACTORS[c];
  if (factor !== undefined) return named(factor, undefined);
  const counted = countedQuantity(c);
  return counted === undefined ? undefined : named(counted, gasIndexName(d)) + rateSuffix(e);
}

function countedQuantity(c: number): string | undefined {
  const what = COUNTED[Math.floor(c / 10)];
  const how = COUNTED_HOW[c % 10];
  return what === undefined || how === undefined ? ENCODER[c] : `${what} ${how}`;
}

function named(quantity: string, processing: string | undefined): string {
  return `${MEDIUM} ${quantity}${processing === undefined ? '' : `, ${processing}`}`;
}
