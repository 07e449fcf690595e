import { SimulateError } from './errors.js';
import { broadcastKeyOf, keysOf, serialOf, systemTitleOf, wrongKeyOf } from './identity.js';
import type { MeterKeys } from './identity.js';

/** How the APDUs of a fleet are framed on the TCP connection. */
export type FleetInterfaceType = 'WRAPPER' | 'HDLC' | 'WiredMBus';

/** What a push looks like inside: each value with its OBIS code, scaler and unit, or led by a push object list. */
export type FleetPayload = 'self-describing' | 'push-object-list';

/** Security control of a secured push: `10` authenticated, `20` encrypted, `30` both, `40` added for broadcast keys, 1 for suite 1. */
export type FleetSecurityControl =
  0x10 | 0x11 | 0x20 | 0x21 | 0x30 | 0x31 | 0x50 | 0x51 | 0x60 | 0x61 | 0x70 | 0x71;

/** A fleet of meters that are alike but for their numbers, keys and households. */
export interface FleetOptions {
  /** How many meters, 1 to 100,000. */
  readonly meters: number;
  /** Number of the first meter, 1 by default; fleets that run side by side need ranges that do not overlap. */
  readonly firstNumber?: number;
  /** Everything about the meters follows from it: keys, households, registers. */
  readonly seed?: string;
  /** WRAPPER by default. */
  readonly interfaceType?: FleetInterfaceType;
  /** Self-describing by default. */
  readonly payload?: FleetPayload;
  /** Protection of all meters but the plain ones; authenticated and encrypted (`30`) by default. */
  readonly securityControl?: FleetSecurityControl;
  /** Which meters (counted from 1 in the fleet) push without protection: none by default. */
  readonly plain?: 'all' | readonly number[];
  readonly faults?: FleetFaults;
}

/** What is wrong with some of the meters, each counted from 1 in the fleet. */
export interface FleetFaults {
  /** They use another block cipher key than the one registered for them. */
  readonly wrongKey?: readonly number[];
}

/** Keys and protection of a meter that pushes secured. */
export interface MeterProtection extends MeterKeys {
  readonly securityControl: FleetSecurityControl;
}

/** A simulated meter. */
export interface SimulatedMeter {
  readonly number: number;
  /** Eight octets. */
  readonly systemTitle: Uint8Array;
  readonly serial: string;
  /** With what it really pushes; null for plain. */
  readonly protection: MeterProtection | null;
  readonly wrongKey: boolean;
}

/** A fleet, and all that a configuration must know of it. */
export interface Fleet {
  readonly seed: string;
  readonly interfaceType: FleetInterfaceType;
  readonly payload: FleetPayload;
  readonly meters: readonly SimulatedMeter[];
  /** The meters as users of the configuration file, one for each that pushes secured. */
  readonly users: readonly FleetUser[];
}

/** A user of the configuration file (its `Users`, in the API's shape). Keys in hex. */
export interface FleetUser {
  readonly Label: string;
  readonly Serial: string;
  readonly SystemTitle: string;
  readonly SecureClient: boolean;
  readonly SecuritySuite: 'Suite0' | 'Suite1';
  readonly BlockCipherKey: string;
  readonly AuthenticationKey: string;
  readonly BroadcastBlockCipherKey?: string;
}

const MOST_METERS = 100_000;
const BROADCAST_KEY_SET = 0x40;
const SUITE_MASK = 0x0f;
const DEFAULT_SEED = 'dlms-telemetry';

/**
 * Makes up a fleet. The same options always give the same fleet.
 *
 * @throws SimulateError `simulate.options`
 */
export function simulatedFleet(options: FleetOptions): Fleet {
  const { meters: count, firstNumber = 1, seed = DEFAULT_SEED } = options;
  if (!Number.isInteger(count) || count < 1 || count > MOST_METERS)
    throw new SimulateError('simulate.options', `meters: ${count} is not from 1 to ${MOST_METERS}`);
  if (!Number.isInteger(firstNumber) || firstNumber < 1 || firstNumber > 0xffff_ffff - MOST_METERS)
    throw new SimulateError(
      'simulate.options',
      `firstNumber: ${firstNumber} is no number of a meter`,
    );
  const { plain = [], securityControl = 0x30 } = options;
  const wrongKeys = new Set(options.faults?.wrongKey);
  const plainMeters = plain === 'all' ? undefined : new Set(plain);
  const meters: SimulatedMeter[] = [];
  const users: FleetUser[] = [];
  for (let place = 1; place <= count; place++) {
    const number = firstNumber + place - 1;
    const secured = plainMeters !== undefined && !plainMeters.has(place);
    const wrongKey = secured && wrongKeys.has(place);
    const meter: SimulatedMeter = {
      number,
      systemTitle: systemTitleOf(number),
      serial: serialOf(number),
      protection: secured ? protectionOf(seed, number, securityControl, wrongKey) : null,
      wrongKey,
    };
    meters.push(meter);
    if (secured) users.push(userOf(seed, meter, securityControl));
  }
  const { interfaceType = 'WRAPPER', payload = 'self-describing' } = options;
  return { seed, interfaceType, payload, meters, users };
}

function protectionOf(
  seed: string,
  number: number,
  securityControl: FleetSecurityControl,
  wrongKey: boolean,
): MeterProtection {
  const { blockCipherKey, authenticationKey } = keysOf(seed, number);
  const right = isBroadcast(securityControl) ? broadcastKeyOf(seed) : blockCipherKey;
  return {
    securityControl,
    blockCipherKey: wrongKey ? wrongKeyOf(seed, number) : right,
    authenticationKey,
  };
}

function userOf(
  seed: string,
  meter: SimulatedMeter,
  securityControl: FleetSecurityControl,
): FleetUser {
  const keys = keysOf(seed, meter.number);
  const user = {
    Label: `Simulated meter ${meter.number}`,
    Serial: meter.serial,
    SystemTitle: hex(meter.systemTitle),
    SecureClient: true,
    SecuritySuite: (securityControl & SUITE_MASK) === 0 ? 'Suite0' : 'Suite1',
    BlockCipherKey: hex(keys.blockCipherKey),
    AuthenticationKey: hex(keys.authenticationKey),
  } as const;
  return isBroadcast(securityControl)
    ? { ...user, BroadcastBlockCipherKey: hex(broadcastKeyOf(seed)) }
    : user;
}

function isBroadcast(securityControl: FleetSecurityControl): boolean {
  return (securityControl & BROADCAST_KEY_SET) !== 0;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase();
}
