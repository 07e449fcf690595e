import { powerFailureName } from './power-failures.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { numbered } from './value-groups.js';

/** Value group D of 0.b.96.d.e whose E is looked up (Blue Book part 1, clause 6.2). */
const TABLES: Readonly<Record<number, NameTable>> = {
  2: {
    0: 'Number of configuration program changes',
    1: 'Date of the last configuration program change',
    2: 'Date of the last time switch program change',
    3: 'Date of the last ripple control program change',
    4: 'Status of security switches',
    5: 'Date of the last calibration',
    6: 'Date of the next configuration program change',
    7: 'Date of activation of the passive calendar',
    10: 'Number of protected configuration program changes',
    11: 'Date of the last protected configuration program change',
    12: 'Date of the last clock synchronisation',
    13: 'Date of the last firmware activation',
  },
  3: {
    0: 'State of input and output control signals',
    1: 'State of input control signals',
    2: 'State of output control signals',
    3: 'State of input and output control signals 3',
    4: 'State of input and output control signals 4',
    10: 'Disconnect control',
  },
  4: {
    0: 'State of internal control signals',
    1: 'State of internal control signals 1',
    2: 'State of internal control signals 2',
    3: 'State of internal control signals 3',
    4: 'State of internal control signals 4',
  },
  5: {
    0: 'Internal operating status',
    1: 'Internal operating status 1',
    2: 'Internal operating status 2',
    3: 'Internal operating status 3',
    4: 'Internal operating status 4',
  },
  6: {
    0: 'Battery use time counter',
    1: 'Battery charge display',
    2: 'Date of the next battery change',
    3: 'Battery voltage',
    4: 'Battery initial capacity',
    5: 'Battery installation date and time',
    6: 'Battery estimated remaining use time',
    10: 'Auxiliary supply use time counter',
    11: 'Auxiliary voltage',
  },
  9: { 0: 'Ambient temperature', 1: 'Ambient pressure', 2: 'Relative humidity' },
  12: {
    1: 'Communication port, number of connections',
    4: 'Communication port parameter 1',
    5: 'GSM field strength',
    6: 'Telephone number or communication address',
  },
  13: {
    0: 'Consumer message by the consumer information port',
    1: 'Consumer message by the meter display',
  },
};

/** Value group D whose objects are numbered by E, which begins at 0. */
const NUMBERED: NameTable = {
  11: 'Event code',
  14: 'Currently active tariff',
  15: 'Event counter',
  16: 'Profile entry digital signature',
  17: 'Profile entry counter',
};

/** E of 0.b.96.20.e: five entries for each kind of tampering. */
const TAMPERINGS = [
  'Meter open',
  'Terminal cover open',
  'Tilt',
  'Strong DC magnetic field',
  'Supply control switch or valve tamper',
  'Metrology tamper',
  'Communication tamper',
] as const;
const TAMPER_ENTRIES = [
  'event counter',
  'event, time of the current one',
  'event, duration of the current one',
  'event, cumulative duration',
] as const;
const ENTRIES_OF_A_TAMPERING = 5;

const METERING_POINT = 10;
const ALL = 255;
const FIRST_ARBITRATOR = 20;
const LAST_ARBITRATOR = 29;
const LAST_RATE = 63;
const LAST_NUMBERED = 99;
const FIRST_OF_MANUFACTURERS = 50;
const LAST_OF_MANUFACTURERS = 99;

/** The name of a code 0.b.96.d.e. */
export function abstractServiceName({ d, e }: ValueGroups): string | undefined {
  if (d >= FIRST_OF_MANUFACTURERS && d <= LAST_OF_MANUFACTURERS)
    return 'Manufacturer specific object';
  switch (d) {
    case 1:
      return deviceIdentifierName(e);
    case 3:
      return e >= FIRST_ARBITRATOR && e <= LAST_ARBITRATOR
        ? numbered('Arbitrator', e - FIRST_ARBITRATOR)
        : TABLES[d]?.[e];
    case 7:
      return powerFailureName(e);
    case 8:
      if (e === 0) return 'Time of operation, total';
      return e <= LAST_RATE ? `Time of operation, rate ${e}` : undefined;
    case 10:
      return e >= 1 && e <= LAST_NUMBERED ? `Status register ${e}` : undefined;
    case 20:
      return tamperingName(e);
    default: {
      const name = NUMBERED[d];
      return name !== undefined && e <= LAST_NUMBERED ? numbered(name, e) : TABLES[d]?.[e];
    }
  }
}

function deviceIdentifierName(e: number): string | undefined {
  if (e === 0) return 'Device identifier 1 (manufacturing number)';
  if (e === ALL) return 'Device identifiers, all';
  if (e === METERING_POINT) return 'Metering point identifier';
  return e < METERING_POINT ? `Device identifier ${e + 1}` : undefined;
}

function tamperingName(e: number): string | undefined {
  const kind = TAMPERINGS[Math.floor(e / ENTRIES_OF_A_TAMPERING)];
  const entry = TAMPER_ENTRIES[e % ENTRIES_OF_A_TAMPERING];
  return kind === undefined || entry === undefined ? undefined : `${kind} ${entry}`;
}
