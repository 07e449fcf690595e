import { readdirSync, readFileSync } from 'node:fs';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import type { Reading } from '@dlms-telemetry/reading';
import { createRegistry } from '@dlms-telemetry/registry';
import { describe, expect, it } from 'vitest';
import { createInterpreter } from './index.js';
import { framesOf, vectorsOf, type ExpectedValue, type Vector } from './test-vectors.js';

const FOLDER = new URL('../../../examples/', import.meta.url);

const KAIFA_SWEDEN = 'kaifa-se';

/** Which vectors each example is for. */
const MATCHING: Readonly<Record<string, readonly Vector[]>> = {
  'aidon.json': nordic('aidon'),
  'kaifa-norway.json': nordic('kaifa').filter(({ id }) => !id.startsWith(KAIFA_SWEDEN)),
  'kaifa-sweden.json': nordic(KAIFA_SWEDEN),
  'kaifa-austria.json': austria(/at-(?:evn|tinetz|salzburg)/u),
  'kamstrup.json': [...nordic('kamstrup'), ...vectorsOf('denmark-kamstrup')],
  'kamstrup-norway.json': nordic('kamstrup-no'),
  'landis-gyr-e450.json': vectorsOf('switzerland').filter(({ id }) => id.includes('e450')),
  'sagemcom-t210-d.json': austria(/at-sagemcom/u),
  'iskraemeco-am550.json': [
    ...vectorsOf('iskra-and-others').filter(({ id }) => id.includes('am550')),
    ...austria(/am550/u),
    ...vectorsOf('switzerland').filter(({ id }) => id.includes('am550')),
  ],
};

function nordic(name: string): readonly Vector[] {
  return vectorsOf('han-nordic').filter(({ id }) => id.includes(name));
}

function austria(name: RegExp): readonly Vector[] {
  return vectorsOf('austria').filter(({ id }) => name.test(id));
}

/** The example as an operator would complete it: with the vector's key, and plain frames let in where it has none. */
function interpreterFor(file: string, { security }: Vector) {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const keys = [
    ...(security?.ek ? [`"BlockCipherKey": "${security.ek}",`] : []),
    ...(security?.ak ? [`"AuthenticationKey": "${security.ak}",`] : []),
  ];
  const completed = text.replace(/("ConnectionInterfaceType")/u, `${keys.join('')} $1`);
  const asked = security
    ? completed
    : completed.replace('"SecureClient": true', '"SecureClient": false');
  const { configuration } = parseConfiguration(asked, { env: {}, readFile: () => '' });
  const [receptor] = configuration.receptors;
  if (receptor === undefined) throw new Error('no receptor');
  const registry = createRegistry(configuration);
  return {
    receptor: receptor.name,
    interpreter: createInterpreter({ configuration, registry, crypto: nodeCrypto }),
  };
}

/** Readings by their place in the payload. */
function readingsOf(file: string, vector: Vector): ReadonlyMap<string, Reading> {
  const { receptor, interpreter } = interpreterFor(file, vector);
  const readings = new Map<string, Reading>();
  for (const frame of framesOf(vector, receptor)) {
    const result = interpreter.interpret(frame);
    if (result.type === 'refused') throw new Error(result.refusal.message);
    for (const { reading } of result.readings.readings) {
      readings.set(reading.Id.slice(frame.id.length + 1), reading);
    }
  }
  return readings;
}

/** The push setup and its list, and names: what no map makes a reading of. */
const NO_READING = /^0\.\d+\.(?:25\.9\.0|42\.0\.0)\.255$/u;

/** What the payload says of the time and the serial stands in the readings, not beside them. */
function isInReadings(value: ExpectedValue, reading: Reading): boolean {
  const isClock =
    typeof value.raw === 'string' && value.type === 'octet-string' && value.raw.length === 24;
  const text = value.text ?? String(value.raw);
  return isClock || text === reading.Serial;
}

function expectedNumber({ raw, scaler = 0 }: ExpectedValue): number | undefined {
  const isNumber = typeof raw === 'number' || (typeof raw === 'string' && /^-?\d+$/u.test(raw));
  return isNumber ? Number(`${raw}e${scaler}`) : undefined;
}

function compare(value: ExpectedValue, reading: Reading): void {
  if (value.obis !== undefined) expect(reading.Obis).toBe(value.obis);
  if (value.text !== undefined) {
    expect(reading).toMatchObject({ Value: null, Raw: value.text });
    return;
  }
  const number = expectedNumber(value);
  if (value.scaler !== undefined && number !== undefined) expect(reading.Value).toBe(number);
  if (value.unitName !== undefined) {
    expect(reading.Unit).toBe(value.unitName === 'count' ? '' : value.unitName);
  }
}

describe.each(Object.entries(MATCHING))('the example %s', (file, vectors) => {
  const known = vectors.filter(({ expected }) => expected.outcome === undefined);

  it('has frames to be tried with', () => {
    expect(known).not.toHaveLength(0);
  });

  it.each(known.map((vector) => [vector.id, vector] as const))('reads %s whole', (_, vector) => {
    const readings = readingsOf(file, vector);
    const [any] = readings.values();
    if (any === undefined) throw new Error('no reading');
    for (const value of vector.expected.values ?? []) {
      const reading = readings.get(value.path.join('.'));
      if (reading !== undefined) compare(value, reading);
      else if (!NO_READING.test(value.obis ?? '') && !isFirstText(value)) {
        expect(isInReadings(value, any), JSON.stringify(value)).toBe(true);
      }
    }
  });
});

/** The version of the list, which stands first and has no code. */
function isFirstText({ path, obis, text }: ExpectedValue): boolean {
  return path.length === 1 && path[0] === 0 && obis === undefined && text !== undefined;
}

describe('the examples', () => {
  it('are all tried', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    expect(files.toSorted()).toEqual(Object.keys(MATCHING).toSorted());
  });

  it('give the times of the lists by the clock of the meter and its zone', () => {
    const [vector] = nordic('kaifa-no-list-3');
    if (vector === undefined) throw new Error('no vector');
    const [reading] = readingsOf('kaifa-norway.json', vector).values();
    expect(reading).toMatchObject({ Date: '2020-01-25T13:00:10.000Z', Serial: '6970631402614476' });
  });

  it('name what Kamstrup meters count in tens of Wh in Norway', () => {
    const [vector] = vectorsOf('denmark-kamstrup');
    if (vector === undefined) throw new Error('no vector');
    const energy = (file: string) => readingsOf(file, vector).get('2');
    expect(energy('kamstrup.json')).toMatchObject({
      Value: 6307498,
      Unit: 'Wh',
      Serial: '12343400',
    });
    expect(energy('kamstrup-norway.json')).toMatchObject({ Value: 63074980, Unit: 'Wh' });
  });
});
