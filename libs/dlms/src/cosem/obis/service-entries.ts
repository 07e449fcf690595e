import type { NameTable, ValueGroups } from './value-groups.js';
import { numbered } from './value-groups.js';

const ALL = 255;
const LAST_METERING_POINT = 9;
const ERROR_REGISTERS = 97;

const OPERATING_STATUS: NameTable = {
  0: 'Internal operating status',
  1: 'Internal operating status 1',
  2: 'Internal operating status 2',
  3: 'Internal operating status 3',
  4: 'Internal operating status 4',
  5: 'Meter started',
};

const STATUS_INFORMATION: NameTable = {
  0: 'Status of missing voltage',
  1: 'Status of missing current',
  2: 'Status of current without voltage',
  3: 'Status of the auxiliary supply',
};

const PROFILES: NameTable = {
  1: 'Load profile 1',
  2: 'Load profile 2',
  3: 'Load profile during test',
  11: 'Voltage harmonics profile',
  12: 'Current harmonics profile',
  13: 'Voltage unbalance profile',
  14: 'Power quality profile',
  97: 'Power failure event log',
  98: 'Event log',
  99: 'Certification data log',
};

const VOLTAGE_PROFILES: NameTable = {
  1: 'Voltage dips profile',
  2: 'Voltage swells profile',
  3: 'Voltage cuts profile',
};

/** The name of a code 1.b.94.d.e to 1.b.99.d.e: status words, errors, lists and profiles (Blue Book part 1, clause 7.5.5). */
export function electricityServiceName({ c, d, e }: ValueGroups): string | undefined {
  switch (c) {
    case 94:
      return countryName(d);
    case 96:
      return electricityServiceEntry(d, e);
    case 97:
      return errorName(d, e);
    case 98:
      return listName(d, e);
    default:
      if (d === 10) return VOLTAGE_PROFILES[e];
      return PROFILES[d] === undefined ? undefined : numbered(PROFILES[d], e);
  }
}

function electricityServiceEntry(d: number, e: number): string | undefined {
  if (d === 1 && e <= LAST_METERING_POINT) return numbered('Metering point identifier', e);
  if (d === 1 && e === ALL) return 'Metering point identifiers, all';
  if (d === 5) return OPERATING_STATUS[e];
  return d === 10 ? STATUS_INFORMATION[e] : undefined;
}

/** A.b.97.97.e. */
export function errorName(d: number, e: number): string | undefined {
  if (d !== ERROR_REGISTERS) return undefined;
  return e === ALL ? 'Error registers, all' : numbered('Error register', e);
}

/** A.b.98.d.e. */
export function listName(d: number, e: number): string | undefined {
  if (d === 10) return numbered('Register table', e);
  if (d < 1 || d > 4) return undefined;
  const scheme = d === 1 ? '' : `, scheme ${d}`;
  return `${numbered('Data of the billing period', e)}${scheme}`;
}

/** Value group D of a.b.94.d.e: the telephone code of the country, but for the first (Blue Book part 1, clause 5.3.4). */
export function countryName(d: number): string {
  return `Country specific object, country ${d}`;
}
