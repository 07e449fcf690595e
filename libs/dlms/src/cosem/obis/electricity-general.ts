import { programEntryName } from './program-entries.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { numbered } from './value-groups.js';

const LAST_IDENTIFIER = 9;
const ALL_IDENTIFIERS = 255;

/** 1.b.0.d.e by `d`, then `e` (Blue Book part 1, clause 7.5.5.1). */
const ENTRIES: Readonly<Record<number, NameTable>> = {
  2: {
    0: 'Active firmware identifier',
    1: 'Parameter record number',
    2: 'Time switch program number',
    3: 'Ripple control receiver program number',
    4: 'Meter connection diagram identifier',
    7: 'Passive calendar name',
    8: 'Active firmware signature',
  },
  3: {
    0: 'Meter constant of active energy, LED',
    1: 'Meter constant of reactive energy, LED',
    2: 'Meter constant of apparent energy, LED',
    3: 'Meter constant of active energy, output pulse',
    4: 'Meter constant of reactive energy, output pulse',
    5: 'Meter constant of apparent energy, output pulse',
    6: 'Meter constant of volt-squared hours, LED',
    7: 'Meter constant of ampere-squared hours, LED',
    8: 'Meter constant of volt-squared hours, output pulse',
    9: 'Meter constant of ampere-squared hours, output pulse',
  },
  4: {
    0: 'Reading factor for power',
    1: 'Reading factor for energy',
    2: 'Transformer ratio of current, numerator',
    3: 'Transformer ratio of voltage, numerator',
    4: 'Overall transformer ratio, numerator',
    5: 'Transformer ratio of current, denominator',
    6: 'Transformer ratio of voltage, denominator',
    7: 'Overall transformer ratio, denominator',
  },
  5: { 1: 'Demand limit', 2: 'Demand limit by rate' },
  6: {
    0: 'Nominal voltage',
    1: 'Nominal current',
    2: 'Nominal frequency',
    3: 'Maximum current',
    4: 'Reference voltage for power quality',
    5: 'Reference voltage of the auxiliary supply',
  },
  7: {
    0: 'Input pulse constant of active energy',
    1: 'Input pulse constant of reactive energy',
    2: 'Input pulse constant of apparent energy',
    3: 'Input pulse constant of volt-squared hours',
    4: 'Input pulse constant of ampere-squared hours',
    5: 'Input pulse constant of unitless quantities',
    10: 'Input pulse constant of active energy export',
    11: 'Input pulse constant of reactive energy export',
    12: 'Input pulse constant of apparent energy export',
  },
  8: {
    0: 'Measurement period 1, for averages',
    1: 'Measurement period 2, for averages',
    2: 'Measurement period 3, for instantaneous values',
    3: 'Measurement period 4, for test values',
    4: 'Recording interval 1, of the load profile',
    5: 'Recording interval 2, of the load profile',
    6: 'Billing period 1, length',
    7: 'Billing period 2, length',
    8: 'Measurement period 4, for harmonics',
  },
  9: {
    0: 'Time since the end of the last billing period',
    1: 'Local time',
    2: 'Local date',
    5: 'Week day',
    6: 'Time of the last reset',
    7: 'Date of the last reset',
    8: 'Output pulse duration',
    9: 'Clock synchronisation window',
    10: 'Clock synchronisation method',
    11: 'Clock time shift limit',
    12: 'Lockout time of billing period resets',
    13: 'Time since the end of the last billing period, scheme 2',
    14: 'Time of the last reset, scheme 2',
    15: 'Date of the last reset, scheme 2',
    16: 'Lockout time of billing period resets, scheme 2',
  },
  10: {
    0: 'Transformer magnetic losses Xm',
    1: 'Transformer iron losses RFe',
    2: 'Line resistance losses RCu',
    3: 'Line reactance losses Xs',
  },
  11: {
    1: 'Measurement algorithm of active power',
    2: 'Measurement algorithm of active energy',
    3: 'Measurement algorithm of reactive power',
    4: 'Measurement algorithm of reactive energy',
    5: 'Measurement algorithm of apparent power',
    6: 'Measurement algorithm of apparent energy',
    7: 'Measurement algorithm of the power factor',
  },
};

/** The name of a code 1.b.0.d.e: identifiers, constants, periods. */
export function electricityGeneralName({ d, e }: ValueGroups): string | undefined {
  if (d === 0) return identifierName('Electricity identifier', e);
  return d === 1 ? programEntryName(e) : ENTRIES[d]?.[e];
}

/** The name of an identifier of a medium: ten of them, and all as one. */
export function identifierName(name: string, e: number): string | undefined {
  if (e === ALL_IDENTIFIERS) return `${name}s, all`;
  return e <= LAST_IDENTIFIER ? numbered(name, e) : undefined;
}
