import { readdirSync, readFileSync } from 'node:fs';
import { decodeApdu, fromHex, readFrames } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import { createInterpreter, type Interpreter } from './index.js';
import { vectorsOf, wireOf, type Vector } from './test-vectors.js';

const GROUPS = [
  'han-nordic',
  'austria',
  'denmark-kamstrup',
  'iskra-and-others',
  'netherlands',
  'switzerland',
  'wrapper-udp',
  'p1-smarty',
  'constructed',
  'data-types',
];
const EXAMPLES = new URL('../../../examples/', import.meta.url);

/** The plain APDUs in all vectors that hold a push. */
export const PLAINS: readonly Uint8Array[] = GROUPS.flatMap(vectorsOf).flatMap(plainsOf);

function plainsOf(vector: Vector): Uint8Array[] {
  const { interfaceType, octets } = wireOf(vector);
  const { ek, ak, systemTitle } = vector.security ?? {};
  const blockCipherKey = fromHex(ek ?? '') ?? new Uint8Array();
  const keys = {
    blockCipherKey,
    broadcastKey: blockCipherKey,
    dedicatedKey: blockCipherKey,
    ...(ak ? { authenticationKey: fromHex(ak) ?? new Uint8Array() } : {}),
  };
  const title = systemTitle ? { systemTitle: fromHex(systemTitle) ?? new Uint8Array() } : {};
  const plains: Uint8Array[] = [];
  for (const event of readFrames(interfaceType, octets, { maxApduLength: 32_767 })) {
    if (event.type !== 'apdu') continue;
    try {
      const options = { crypto: nodeCrypto, keysFor: () => keys, ...title };
      plains.push(decodeApdu(event.apdu, options).plain);
    } catch {
      // Vectors of refusals hold no plain APDU.
    }
  }
  return plains;
}

/** A configuration under which plain APDUs are read. */
export interface Reader {
  readonly name: string;
  readonly receptor: string;
  /** Reads what it can by shapes. */
  readonly fast: () => Interpreter;
  /** Parses every frame. */
  readonly slow: () => Interpreter;
}

/** Without property maps, and with those of each example, as they are and with everything that a map may ask for. */
export const READERS: readonly Reader[] = [
  reader('no maps', JSON.stringify({ Meters: { DeviceType: 'DlmsPushServer', Port: 4059 } })),
  ...readdirSync(EXAMPLES)
    .filter((name) => name.endsWith('.json'))
    .map((name) =>
      reader(
        name,
        readFileSync(new URL(name, EXAMPLES), 'utf8').replace(
          '"SecureClient": true',
          '"SecureClient": false',
        ),
      ),
    ),
  reader('every kind of map', JSON.stringify(everyKind())),
];

function everyKind(): object {
  const map = (PropertyName: string, more: object) => ({
    PropertyName,
    AttributeIndex: 2,
    ...more,
  });
  return {
    Meters: {
      DeviceType: 'DlmsPushServer',
      Port: 4059,
      RegisterAsGateway: true,
      TimeZone: 'Europe/Vienna',
      DeviceGatewayIdProperty: 'SERIAL',
      PropertiesDeviceName: 'Kinds',
    },
    Kinds: {
      DeviceType: 'PushDefaultProperties',
      PropertyMaps: {
        Serial: map('SERIAL', { ObisCode: '0.0.96.1.0.255', Publish: true }),
        Other: map('SERIAL', { ObisCode: '0.0.96.1.*.255', DataType: 'int' }),
        Clock: map('CLOCK', {
          ObisCode: '0.0.1.0.0.255',
          DlmsObjectType: 'Clock',
          DataType: 'DateTime',
        }),
        Energy: map('ENERGY.*', {
          ObisCode: '1.0.1.8.0.255',
          DataType: 'double',
          Unit: 'kWh',
          Scaler: -3,
        }),
        Again: map('ENERGY', {
          ObisCode: '1.0.1.8.*.255',
          DataType: 'int',
          TransformSetId: 'Thousand',
        }),
        Power: map('POWER', { ObisCode: '1.0.1.7.0.255', DataType: 'string', Direction: 'Export' }),
        Voltage: map('VOLTAGE', { ObisCode: '1.0.32.7.0.255', DataType: 'bool' }),
        Rest: map('REST', { ObisCode: '1.0.*.*.*.255', DataIndex: 1 }),
        First: map('FIRST', { PushProfileSequenceId: 1 }),
        Third: map('THIRD', { PushProfileSequenceId: 3, DataIndex: 2 }),
      },
    },
    TransformSets: { Thousand: [{ multiply: 0.001 }, { round: 1 }] },
  };
}

function reader(name: string, text: string): Reader {
  const { configuration } = parseConfiguration(text, { env: {}, readFile: () => '' });
  const [receptor] = configuration.receptors;
  if (receptor === undefined) throw new Error(`no receptor in ${name}`);
  const registry = createRegistry(configuration);
  const ports = { configuration, registry, crypto: nodeCrypto };
  return {
    name,
    receptor: receptor.name,
    fast: () => createInterpreter(ports),
    slow: () => createInterpreter({ ...ports, mostShapes: 0 }),
  };
}
