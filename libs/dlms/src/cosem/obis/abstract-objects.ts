import { abstractServiceName } from './abstract-services.js';
import { COMMUNICATION_OBJECTS } from './communication-objects.js';
import { programEntryName } from './program-entries.js';
import { countryName, errorName, listName } from './service-entries.js';
import type { NameTable, ValueGroups } from './value-groups.js';
import { numbered } from './value-groups.js';

/** Names by value group D: a text is numbered by E, a table is looked up in E. */
export type ObjectTable = Readonly<Record<number, string | NameTable>>;

const LAST_INSTANCE = 127;
const ALL = 255;

const SCRIPTS: NameTable = {
  0: 'Global meter reset',
  1: 'MDI reset / end of billing period',
  100: 'Tariffication script table',
  101: 'Activate test mode',
  102: 'Activate normal mode',
  103: 'Set output signals',
  104: 'Switch optical test output',
  105: 'Power quality measurement management',
  106: 'Disconnect control script table',
  107: 'Image activation script table',
  108: 'Push script table',
  109: 'Load profile control script table',
  110: 'M-Bus profile control script table',
  111: 'Function control script table',
  125: 'Broadcast script table',
};

const ACTION_SCHEDULES: NameTable = {
  0: 'End of billing period schedule',
  1: 'Disconnect control schedule',
  2: 'Image activation schedule',
  3: 'Output control schedule',
  4: 'Push schedule',
  5: 'Load profile control schedule',
  6: 'M-Bus profile control schedule',
  7: 'Function control schedule',
};

/** Value groups C and D of objects that no medium has (Blue Book part 1, clause 6.2). */
const OBJECTS: Readonly<Record<number, ObjectTable>> = {
  0: {
    2: {
      0: 'Active firmware identifier',
      1: 'Active firmware version',
      8: 'Active firmware signature',
    },
    9: { 1: 'Local time', 2: 'Local date' },
  },
  1: { 0: 'Clock', 1: 'UNIX clock', 2: 'High resolution clock' },
  11: { 0: 'Special days table' },
  12: { 0: 'Schedule' },
  13: { 0: 'Activity calendar' },
  14: { 0: 'Register activation' },
  16: { 0: 'Register monitor', 1: 'Alarm monitor', 2: 'Parameter monitor' },
  17: { 0: 'Limiter' },
  18: { 0: 'Array manager' },
  21: {
    0: {
      0: 'General local port readout',
      1: 'General display readout',
      2: 'Alternate display readout',
      3: 'Service display readout',
      4: 'List of configurable meter data',
      5: 'Additional readout profile',
    },
  },
  40: { 0: { 0: 'Current association' } },
  41: { 0: { 0: 'SAP assignment' } },
  42: { 0: { 0: 'Logical device name' } },
  43: { 0: 'Security setup', 1: 'Invocation counter', 2: 'Data protection' },
  44: { 0: 'Image transfer', 1: 'Function control', 2: 'Communication port protection' },
  66: { 0: 'Compact data' },
  ...COMMUNICATION_OBJECTS,
};

/** D of payment metering objects: ten instances of each. */
const PAYMENT: NameTable = { 0: 'Account', 1: 'Credit', 2: 'Charge', 4: 'Token gateway' };
const PAYMENT_LIMITS = 5;
const PAYMENT_LIMIT: NameTable = { 1: 'Maximum credit limit', 2: 'Maximum vend limit' };

const ALARMS: readonly string[] = ['Alarm register', 'Alarm filter', 'Alarm descriptor'];

const PROFILES: NameTable = {
  1: 'Load profile 1',
  2: 'Load profile 2',
  3: 'Load profile during test',
  12: 'Connection profile',
  13: 'GSM diagnostic profile',
  14: 'Charge collection history',
  15: 'Token credit history',
  16: 'Parameter monitor log',
  17: 'Token transfer log',
  18: 'LTE monitoring profile',
  98: 'Event log',
};

const TABLES = ['Standard', 'Manufacturer', 'Standard pending', 'Manufacturer pending'] as const;

/** The name of a code whose value group A is 0. */
export function abstractName(groups: ValueGroups): string | undefined {
  const { c, d, e } = groups;
  switch (c) {
    case 0:
      return d === 1 ? programEntryName(e) : lookUp(OBJECTS[0], d, e);
    case 10:
      return implementation(SCRIPTS, d, e);
    case 15:
      return implementation(ACTION_SCHEDULES, d, e);
    case 19:
      return paymentName(d, e);
    case 40:
      return d === 0 && e > 0 && e <= LAST_INSTANCE
        ? `Association ${e}`
        : lookUp(OBJECTS[40], d, e);
    case 65:
      return tableName(d, e);
    case 94:
      return countryName(d);
    case 96:
      return abstractServiceName(groups);
    case 97:
      return d === 98 ? alarmName(e) : errorName(d, e);
    case 98:
      return listName(d, e);
    case 99:
      return PROFILES[d] === undefined ? undefined : numbered(PROFILES[d], e);
    case 127:
      return 'Inactive object';
    default:
      return lookUp(OBJECTS[c], d, e);
  }
}

function lookUp(table: ObjectTable | undefined, d: number, e: number): string | undefined {
  const entry = table?.[d];
  if (typeof entry === 'object') return entry[e];
  return entry === undefined || e > LAST_INSTANCE ? undefined : numbered(entry, e);
}

/** Tables by E, of which D numbers further implementations. */
function implementation(table: NameTable, d: number, e: number): string | undefined {
  const name = table[e];
  return name === undefined || d > LAST_INSTANCE ? undefined : numbered(name, d);
}

function paymentName(d: number, e: number): string | undefined {
  const kind = Math.floor(d / 10);
  const account = d % 10;
  if (kind === PAYMENT_LIMITS)
    return PAYMENT_LIMIT[e] === undefined ? undefined : numbered(PAYMENT_LIMIT[e], account);
  const name = PAYMENT[kind];
  if (name === undefined) return undefined;
  return kind === 0 ? numbered(name, account) : `${numbered(name, e)}, account ${account + 1}`;
}

function alarmName(e: number): string | undefined {
  if (e === ALL) return 'Alarm registers, all';
  const name = ALARMS[Math.floor(e / 10)];
  return name === undefined ? undefined : numbered(name, e % 10);
}

/** Utility tables of IEEE 1377, 128 for each value of D. */
function tableName(d: number, e: number): string | undefined {
  const kind = TABLES[Math.floor(d / 16)];
  return kind === undefined || e > LAST_INSTANCE
    ? undefined
    : `${kind} table ${(d % 16) * 128 + e}`;
}
