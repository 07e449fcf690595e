import { electricityGeneralName } from './electricity-general.js';
import { isHarmonicQuantity, harmonicSuffix } from './harmonics.js';
import { lossName } from './losses.js';
import { isTimeIntegral, processingName } from './electricity-processing.js';
import { phaseAngleName } from './phase-angle.js';
import { electricityServiceName } from './service-entries.js';
import { dipName } from './voltage-dips.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { rateSuffix } from './value-groups.js';

/** A quantity: as such, and as what its integral over time is called. */
interface Quantity {
  readonly name: string;
  readonly integral: string;
}

const ONE_PHASE = 20;
const LAST_OF_PHASES = 80;
const INSTANTANEOUS = 7;
const LAST_RATE = 63;
const DIPS = 32;

/** Value group C, 1 to 20, for the sum of phases; each phase adds 20, 40 or 60 (Blue Book part 1, clause 7.5.1). */
const QUANTITIES: Readonly<Record<number, Quantity>> = {
  1: { name: 'Active power import (+P)', integral: 'Active energy import (+A)' },
  2: { name: 'Active power export (-P)', integral: 'Active energy export (-A)' },
  3: { name: 'Reactive power import (+Q)', integral: 'Reactive energy import (+R)' },
  4: { name: 'Reactive power export (-Q)', integral: 'Reactive energy export (-R)' },
  5: { name: 'Reactive power QI', integral: 'Reactive energy QI' },
  6: { name: 'Reactive power QII', integral: 'Reactive energy QII' },
  7: { name: 'Reactive power QIII', integral: 'Reactive energy QIII' },
  8: { name: 'Reactive power QIV', integral: 'Reactive energy QIV' },
  9: { name: 'Apparent power import (+S)', integral: 'Apparent energy import (+E)' },
  10: { name: 'Apparent power export (-S)', integral: 'Apparent energy export (-E)' },
  11: { name: 'Current', integral: 'Ampere-hours' },
  12: { name: 'Voltage', integral: 'Volt-hours' },
  13: { name: 'Power factor', integral: 'Power factor' },
  14: { name: 'Supply frequency', integral: 'Supply frequency' },
  15: { name: 'Active power (|+P| + |-P|)', integral: 'Active energy (|+A| + |-A|)' },
  16: { name: 'Active power (|+P| - |-P|)', integral: 'Active energy (|+A| - |-A|)' },
  17: { name: 'Active power QI', integral: 'Active energy QI' },
  18: { name: 'Active power QII', integral: 'Active energy QII' },
  19: { name: 'Active power QIII', integral: 'Active energy QIII' },
  20: { name: 'Active power QIV', integral: 'Active energy QIV' },
};

/** Value group C from 81 on. */
const OTHER_QUANTITIES: NameTable = {
  82: 'Unitless quantity (pulses or pieces)',
  84: 'Power factor export',
  85: 'Power factor export L1',
  86: 'Power factor export L2',
  87: 'Power factor export L3',
  88: 'Ampere-squared hours',
  89: 'Volt-squared hours',
  90: 'Current, sum of all phases',
  91: 'Current, neutral',
  92: 'Voltage, neutral',
};

/** "Any phase" in the standard: these are the values of a meter with one phase. */
const OF_ANY_PHASE: ReadonlySet<number> = new Set([11, 12]);

/** The name of a code whose value group A is 1. */
export function electricityName(groups: ValueGroups): string | undefined {
  const { c, d, e } = groups;
  switch (c) {
    case 0:
      return electricityGeneralName(groups);
    case 81:
      return d === INSTANTANEOUS ? phaseAngleName(e) : undefined;
    case 83:
      return lossName(groups);
    case 93:
      return 'Electricity, consortium specific object';
    case 94:
    case 96:
    case 97:
    case 98:
    case 99:
      return electricityServiceName(groups);
    default:
      return quantityName(groups);
  }
}

function quantityName(groups: ValueGroups): string | undefined {
  const { c, d, e } = groups;
  const quantity = nameOfQuantity(c, isTimeIntegral(d));
  if (quantity === undefined) return undefined;
  if (d === DIPS && isVoltage(c)) return `${quantity}, ${dipName(e)}`;
  const processing = processingName(d);
  if (processing === undefined) return quantity;
  // A meter reading is what everybody means by energy: its processing goes without saying.
  const what = processing === '' ? quantity : `${quantity}, ${processing}`;
  if (e !== 0 && isHarmonicQuantity(c)) return what + harmonicSuffix(e);
  if (d === INSTANTANEOUS && e === 0) return what;
  if (e <= LAST_RATE) return e === 0 && !hasRates(c) ? what : what + rateSuffix(e);
  return what;
}

function nameOfQuantity(c: number, integral: boolean): string | undefined {
  if (c > LAST_OF_PHASES) return OTHER_QUANTITIES[c];
  const phase = Math.floor((c - 1) / ONE_PHASE);
  const index = c - phase * ONE_PHASE;
  const quantity = QUANTITIES[index];
  if (quantity === undefined) return undefined;
  const name = integral ? quantity.integral : quantity.name;
  if (phase > 0) return `${name} L${phase}`;
  return OF_ANY_PHASE.has(index) ? `${name}, any phase` : name;
}

/** Energies, and the maxima of powers, are kept for each tariff rate. */
function hasRates(c: number): boolean {
  const index = c > LAST_OF_PHASES ? c : ((c - 1) % ONE_PHASE) + 1;
  return index <= 10 || (index >= 15 && index <= 20) || index === 88 || index === 89;
}

function isVoltage(c: number): boolean {
  return c <= LAST_OF_PHASES && c % ONE_PHASE === 12;
}
