import { createHash } from 'node:crypto';
import {
  protect,
  toHex,
  writeApdu,
  writeDateTime,
  writeLatin1,
  writeObis,
  writeSecurityControl,
  writeWrapper,
  type Data,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { parseConfiguration, type Configuration } from '@dlms-telemetry/options';

/** What the fleet of a run is made of. */
export interface FleetOptions {
  /** Meters, each with its own keys. */
  readonly meters: number;
  /** Forms of notification: which registers, in which order, with which scalers. */
  readonly shapes: number;
  /** Notifications of each meter. */
  readonly pushes: number;
}

/** The fleet of `npm run bench -- decode`. */
export const FLEET: FleetOptions = { meters: 2000, shapes: 20, pushes: 2 };

/** A meter of the fleet, with its keys. */
export interface Meter {
  readonly serial: string;
  readonly systemTitle: Uint8Array;
  readonly blockCipherKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
}

/** A fleet whose meters push 12 registers each in a WRAPPER, and the configuration that reads them. */
export interface Fleet {
  readonly configuration: Configuration;
  readonly meters: readonly Meter[];
  /** Authenticated and encrypted, suite 0; all first pushes, then all second ones. */
  readonly authenticated: readonly Frame[];
  /** The same in the clear. */
  readonly plain: readonly Frame[];
}

/** A register as a notification carries it. */
interface Register {
  readonly measure: string;
  readonly obis: string;
  readonly scaler: number;
  readonly unit: number;
}

const WH = 30;
const VARH = 32;
const WATT = 27;
const AMPERE = 33;
const VOLT = 35;
const HERTZ = 44;

const REGISTERS: readonly Register[] = [
  { measure: 'ImportActive', obis: '1.0.1.8.0.255', scaler: 0, unit: WH },
  { measure: 'ExportActive', obis: '1.0.2.8.0.255', scaler: 0, unit: WH },
  { measure: 'ImportReactive', obis: '1.0.3.8.0.255', scaler: 0, unit: VARH },
  { measure: 'ExportReactive', obis: '1.0.4.8.0.255', scaler: 0, unit: VARH },
  { measure: 'ImportPower', obis: '1.0.1.7.0.255', scaler: 0, unit: WATT },
  { measure: 'ExportPower', obis: '1.0.2.7.0.255', scaler: 0, unit: WATT },
  { measure: 'L1Current', obis: '1.0.31.7.0.255', scaler: -2, unit: AMPERE },
  { measure: 'L2Current', obis: '1.0.51.7.0.255', scaler: -2, unit: AMPERE },
  { measure: 'L3Current', obis: '1.0.71.7.0.255', scaler: -2, unit: AMPERE },
  { measure: 'L1Voltage', obis: '1.0.32.7.0.255', scaler: -1, unit: VOLT },
  { measure: 'L2Voltage', obis: '1.0.52.7.0.255', scaler: -1, unit: VOLT },
  { measure: 'L3Voltage', obis: '1.0.72.7.0.255', scaler: -1, unit: VOLT },
  { measure: 'Frequency', obis: '1.0.14.7.0.255', scaler: -3, unit: HERTZ },
  { measure: 'ImportActiveT1', obis: '1.0.1.8.1.255', scaler: 0, unit: WH },
  { measure: 'ImportActiveT2', obis: '1.0.1.8.2.255', scaler: 0, unit: WH },
  { measure: 'ExportActiveT1', obis: '1.0.2.8.1.255', scaler: 0, unit: WH },
];

/** Registers in one notification. */
export const REGISTERS_IN_PUSH = 12;

/** Receptors of the two kinds of frames. */
const SECURED = 'Secured';
const CLEAR = 'Clear';

const MAPS = 'Registers';
const START = Date.UTC(2026, 4, 1, 12);
const PUSH_INTERVAL_MS = 60_000;
const PORTS = { sourcePort: 1, destinationPort: 16 };
const SECURITY_CONTROL = writeSecurityControl({ authenticated: true, encrypted: true });

/** Makes a fleet, the same for the same options. */
export function makeFleet(options: FleetOptions): Fleet {
  const meters = makeMeters(options.meters);
  const authenticated: Frame[] = [];
  const plain: Frame[] = [];
  for (let push = 0; push < options.pushes; push++) {
    for (const [index, meter] of meters.entries()) {
      const apdu = notification(meter, index, push, options.shapes);
      authenticated.push(frameOf(SECURED, sealed(apdu, meter, push + 1), index, push));
      plain.push(frameOf(CLEAR, apdu, index, push));
    }
  }
  return { configuration: configurationFor(meters), meters, authenticated, plain };
}

/** The meters of a fleet: the same in every process, so that one can push what another has the keys for. */
export function makeMeters(count: number): Meter[] {
  return Array.from({ length: count }, (_, index) => meterOf(index));
}

/**
 * Makes pushes of a meter, authenticated and encrypted, in a WRAPPER: the same values over and over, with a clock that
 * goes on.
 *
 * @returns what gives the octets of one push; pushes count up from 0, the invocation counter is one more
 */
export function pusherOf(
  meter: Meter,
  index: number,
  { shapes }: Pick<FleetOptions, 'shapes'>,
): (push: number) => Uint8Array {
  const apdu = notification(meter, index, 0, shapes);
  const clockAt = Buffer.from(apdu).indexOf(clock(0));
  return (push) => {
    apdu.set(clock(push), clockAt);
    return writeWrapper(sealed(apdu, meter, push + 1), PORTS);
  };
}

function meterOf(index: number): Meter {
  const systemTitle = writeLatin1('DTL12345');
  new DataView(systemTitle.buffer).setUint32(4, index + 1);
  const keys = createHash('sha256').update(`meter ${index}`).digest();
  return {
    serial: `MTR${String(index).padStart(8, '0')}`,
    systemTitle,
    blockCipherKey: keys.subarray(0, 16),
    authenticationKey: keys.subarray(16),
  };
}

function notification(meter: Meter, index: number, push: number, shapes: number): Uint8Array {
  const shape = index % shapes;
  const first = shape % REGISTERS.length;
  const registers = [...REGISTERS, ...REGISTERS].slice(first, first + REGISTERS_IN_PUSH);
  // More shapes than rotations of the list differ in a scaler.
  const more = -Math.floor(shape / REGISTERS.length);
  const body: Data[] = [
    { type: 'octet-string', value: writeLatin1(meter.serial) },
    { type: 'octet-string', value: clock(push) },
    ...registers.map((register, i) =>
      element(register, more, (index * 7919 + push * 104_729 + i * 31) % 10_000_000),
    ),
  ];
  return writeApdu({
    type: 'data-notification',
    longInvokeIdAndPriority: push + 1,
    dateTime: null,
    body: { type: 'structure', value: body },
  });
}

function element({ obis, scaler, unit }: Register, more: number, value: number): Data {
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: writeObis(obis) },
      { type: 'double-long-unsigned', value },
      {
        type: 'structure',
        value: [
          { type: 'integer', value: scaler + more },
          { type: 'enum', value: unit },
        ],
      },
    ],
  };
}

function clock(push: number): Uint8Array {
  const time = new Date(START + push * PUSH_INTERVAL_MS);
  return writeDateTime({
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    weekday: null,
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
    second: time.getUTCSeconds(),
    hundredths: 0,
    deviationMinutes: 0,
    clockStatus: 0,
  });
}

function sealed(apdu: Uint8Array, meter: Meter, invocationCounter: number): Uint8Array {
  const { systemTitle } = meter;
  const protection = {
    type: 'general-glo-ciphering',
    securityControl: SECURITY_CONTROL,
    invocationCounter,
    systemTitle,
    keys: meter,
  } as const;
  return protect(apdu, protection, nodeCrypto);
}

function frameOf(receptor: string, apdu: Uint8Array, meter: number, push: number): Frame {
  const number = (push * 0x100000 + meter).toString(16).padStart(12, '0');
  return {
    id: `019f0000-0000-7000-8000-${number}`,
    receptor,
    gatewayProcess: 'gateway',
    connectionId: String(meter),
    transport: 'tcp',
    remoteAddress: '10.0.0.1',
    remotePort: 50_000,
    localPort: 4059,
    receivedAt: START + push * PUSH_INTERVAL_MS + meter,
    interfaceType: 'WRAPPER',
    bytes: writeWrapper(apdu, PORTS),
  };
}

function configurationFor(meters: readonly Meter[]): Configuration {
  const text = configurationText(meters, { secured: 4059, clear: 4060 });
  return parseConfiguration(text, { env: {}, readFile: () => '' }).configuration;
}

/**
 * The configuration file that reads the pushes of these meters.
 *
 * @param ports where the receptors listen; without `clear` there is none for frames in the clear
 * @param more options of the receptors
 */
export function configurationText(
  meters: readonly Meter[],
  ports: { readonly secured: number; readonly clear?: number },
  more: Readonly<Record<string, number | readonly string[]>> = {},
): string {
  const receptor = {
    DeviceType: 'DlmsPushServer',
    ConnectionInterfaceType: 'WRAPPER',
    PropertiesDeviceName: MAPS,
    DeviceGatewayIdProperty: 'Serial',
    ...more,
  };
  const maps = Object.fromEntries(
    REGISTERS.map(({ measure, obis }) => [
      measure,
      { ObisCode: obis, PropertyName: measure, AttributeIndex: 2 },
    ]),
  );
  const serial = { PropertyName: 'Serial', PushProfileSequenceId: 1 };
  return JSON.stringify({
    [SECURED]: {
      ...receptor,
      Port: ports.secured,
      SecureClient: true,
      SecureClientSecurity: 'AuthenticationEncryption',
      Users: meters.map((meter) => ({
        SystemTitle: toHex(meter.systemTitle),
        BlockCipherKey: toHex(meter.blockCipherKey),
        AuthenticationKey: toHex(meter.authenticationKey),
      })),
    },
    ...(ports.clear !== undefined && {
      [CLEAR]: { ...receptor, Port: ports.clear, SecureClient: false },
    }),
    [MAPS]: { DeviceType: 'PushDefaultProperties', PropertyMaps: { Serial: serial, ...maps } },
  });
}
