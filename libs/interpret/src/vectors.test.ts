import { INTERFACE_TYPES } from '@dlms-telemetry/dlms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, interpreterWith, keysOf } from './test-interpreter.js';
import { frameOf, framesOf, vectorsOf, wireOf } from './test-vectors.js';

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

const good = GROUPS.flatMap(vectorsOf).filter(({ expected }) => expected.outcome === undefined);

describe('without property maps', () => {
  const named = good.filter(({ expected }) => expected.values?.some(({ obis }) => obis));

  it.each(named.map((vector) => [vector.id, vector] as const))(
    'every value of %s that carries its OBIS code is a reading',
    (_, vector) => {
      const interpreter = interpreterWith(keysOf(vector));
      const places = new Map<string, string | undefined>();
      for (const frame of framesOf(vector, 'Meters')) {
        const result = interpreter.interpret(frame);
        if (result.type === 'refused') {
          // Lists by place carry no codes: the vector's come from the maker's description.
          expect(result.refusal.code).toBe('map.no-reading');
          return;
        }
        for (const { reading } of result.readings.readings) {
          places.set(reading.Id.slice(frame.id.length + 1), reading.Obis);
        }
      }
      for (const { path, obis, raw, type } of vector.expected.values ?? []) {
        const composite = type === 'array' || type === 'structure';
        if (obis !== undefined && raw !== undefined && !composite) {
          expect(places.get(path.join('.'))).toBe(obis);
        }
      }
    },
  );
});

describe('a frame without a known key', () => {
  it.each(
    GROUPS.flatMap(vectorsOf)
      .filter(({ expected }) => expected.outcome === 'no-key')
      .map((vector) => [vector.id, vector] as const),
  )('is refused with its system title: %s', (_, vector) => {
    const [frame] = framesOf(vector, 'Meters');
    if (frame === undefined) throw new Error('no frame');
    const result = interpreterWith({}).interpret(frame);
    expect(result).toMatchObject({
      type: 'refused',
      systemTitle: vector.security?.systemTitle,
      refusal: { code: 'security.unknown-title', layer: 'security' },
    });
  });
});

describe('a frame that must be refused', () => {
  it.each(vectorsOf('negative').map((vector) => [vector.id, vector] as const))(
    'gives no reading: %s',
    (_, vector) => {
      const { interfaceType, octets } = wireOf(vector);
      let interpreter;
      try {
        interpreter = interpreterWith(keysOf(vector));
      } catch {
        return; // The configuration itself refuses a key of that length.
      }
      const policy = vector.expected.refusal?.code === 'security-policy';
      if (policy) {
        interpreter = interpreterWith({
          ...keysOf(vector),
          SecurityLevel: 'AuthenticationEncryption',
        });
      }
      const result = interpreter.interpret(frameOf(octets, interfaceType, 'Meters'));
      expect(result.type).toBe('refused');
      expect(codeOf(result)).toMatch(/^(?:link|security|apdu)\./u);
    },
  );
});

describe('octets from anywhere', () => {
  it('never throw and never take long, whatever is changed in a frame', () => {
    const seeds = good
      .filter(({ id }) => !id.startsWith('null'))
      .map((vector) => ({
        interpreter: interpreterWith(keysOf(vector)),
        frames: framesOf(vector, 'Meters'),
      }));
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.nat(seeds.length - 1),
        fc.array(change, { maxLength: 4 }),
        (index, changes) => {
          const { interpreter, frames } = seeds[index] ?? { frames: [] };
          for (const frame of frames) {
            const bytes = frame.bytes.slice();
            for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
            expect(interpreter?.interpret({ ...frame, bytes }).type).toMatch(/readings|refused/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are refused when they are random', () => {
    const interpreter = interpreterWith({ BlockCipherKey: '00'.repeat(16) });
    const types = fc.constantFrom(...INTERFACE_TYPES);
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 300 }), (interfaceType, bytes) => {
        expect(interpreter.interpret(frameOf(bytes, interfaceType, 'Meters')).type).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });
});
