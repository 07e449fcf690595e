import type { Data } from '@dlms-telemetry/dlms';
import type { FleetPayload } from './fleet.js';
import { REGISTERS } from './registers.js';
import type { RegisterDescription } from './registers.js';

/** Interface classes of the Blue Book that stand in a simulated push. */
const DATA_CLASS = 1;
const REGISTER_CLASS = 3;
const CLOCK_CLASS = 8;
const PUSH_SETUP_CLASS = 40;

const PUSH_SETUP = '0.0.25.9.0.255';
const VALUE_ATTRIBUTE = 2;

/** OBIS code of the serial number (device ID 1). */
export const SERIAL_NUMBER = '0.0.96.1.0.255';
/** OBIS code of the clock. */
export const CLOCK = '0.0.1.0.0.255';

/** What one push says. */
export interface PushContent {
  readonly serial: string;
  /** Clock, 12 octets. */
  readonly clock: Uint8Array;
  /** Raw values of `REGISTERS`. */
  readonly values: readonly number[];
}

/** The body of a push in the given shape. */
export function pushBody(payload: FleetPayload, content: PushContent): Data {
  return payload === 'self-describing' ? selfDescribing(content) : byObjectList(content);
}

/** A structure of structures: OBIS code and value, for registers also scaler and unit, as Aidon's meters do it. */
function selfDescribing({ serial, clock, values }: PushContent): Data {
  return structure([
    structure([logicalName(SERIAL_NUMBER), text(serial)]),
    structure([logicalName(CLOCK), octets(clock)]),
    ...REGISTERS.map((register, i) =>
      structure([
        logicalName(register.obis),
        registerValue(register, values[i]),
        structure([
          { type: 'integer', value: register.scaler },
          { type: 'enum', value: register.unit },
        ]),
      ]),
    ),
  ]);
}

/** The push object list, then the value of each of its entries; the list is its own first entry (Blue Book, Push setup). */
function byObjectList({ serial, clock, values }: PushContent): Data {
  return structure([
    OBJECT_LIST,
    text(serial),
    octets(clock),
    ...REGISTERS.map((register, i) => registerValue(register, values[i])),
  ]);
}

const OBJECT_LIST: Data = {
  type: 'array',
  value: [
    objectListEntry(PUSH_SETUP_CLASS, PUSH_SETUP),
    objectListEntry(DATA_CLASS, SERIAL_NUMBER),
    objectListEntry(CLOCK_CLASS, CLOCK),
    ...REGISTERS.map((register) => objectListEntry(REGISTER_CLASS, register.obis)),
  ],
};

function objectListEntry(classId: number, obis: string): Data {
  return structure([
    { type: 'long-unsigned', value: classId },
    logicalName(obis),
    { type: 'integer', value: VALUE_ATTRIBUTE },
    { type: 'long-unsigned', value: 0 },
  ]);
}

function registerValue({ type }: RegisterDescription, value = 0): Data {
  return { type, value };
}

function structure(value: readonly Data[]): Data {
  return { type: 'structure', value };
}

function octets(value: Uint8Array): Data {
  return { type: 'octet-string', value };
}

function text(value: string): Data {
  return { type: 'visible-string', value };
}

function logicalName(obis: string): Data {
  return octets(Uint8Array.from(obis.split('.'), Number));
}
