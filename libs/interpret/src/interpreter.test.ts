import {
  protect,
  writeApdu,
  writeSecurityControl,
  writeWrapper,
  type Data,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInterpreter, type Interpretation } from './index.js';
import { frameOf, framesOf, vectorsOf, wireOf, type Vector } from './test-vectors.js';

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

/** An interpreter for a receptor `Meters` that takes every interface type. */
function interpreterWith(options: object, more: object = {}) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
  const { configuration } = parseConfiguration(JSON.stringify({ Meters: section, ...more }), {
    env: {},
    readFile: () => '',
  });
  return createInterpreter({
    configuration,
    registry: createRegistry(configuration),
    crypto: nodeCrypto,
  });
}

function keysOf({ security }: Vector): object {
  return {
    ...(security?.ek ? { BlockCipherKey: security.ek, BroadcastBlockCipherKey: security.ek } : {}),
    ...(security?.ek ? { DedicatedKey: security.ek } : {}),
    ...(security?.ak ? { AuthenticationKey: security.ak } : {}),
    ...(security?.systemTitle ? { SystemTitle: security.systemTitle } : {}),
  };
}

function codeOf(result: Interpretation | undefined): string {
  if (result === undefined) throw new Error('no frame');
  return result.type === 'refused' ? result.refusal.code : 'readings';
}

function find(group: string, id: string): Vector {
  const vector = vectorsOf(group).find((each) => each.id === id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  return vector;
}

const good = GROUPS.flatMap(vectorsOf).filter(
  ({ expected, linkLayer }) =>
    expected.outcome === undefined && linkLayer !== 'none (8 zero octets)',
);

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
        interpreter = interpreterWith({ ...keysOf(vector), DropDataLength: 2048 });
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
    const types = fc.constantFrom('HDLC', 'WRAPPER', 'WiredMBus', 'PDU');
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 300 }), (interfaceType, bytes) => {
        expect(interpreter.interpret(frameOf(bytes, interfaceType, 'Meters')).type).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });
});

const KEY = '000102030405060708090A0B0C0D0E0F';
const AUTHENTICATION_KEY = 'D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF';
const TITLE = '4B464D1020000001';

function octets(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

const BODY: Data = {
  type: 'structure',
  value: [
    { type: 'octet-string', value: octets('0100010800FF') },
    { type: 'double-long-unsigned', value: 5 },
  ],
};

/** A push in a wrapper; protected when a security control is given. */
function push(protection?: { authenticated: boolean; encrypted: boolean }, title = TITLE) {
  const plain = writeApdu({
    type: 'data-notification',
    longInvokeIdAndPriority: 1,
    dateTime: null,
    body: BODY,
  });
  const apdu =
    protection === undefined
      ? plain
      : protect(
          plain,
          {
            type: 'general-glo-ciphering',
            securityControl: writeSecurityControl(protection),
            systemTitle: octets(title),
            invocationCounter: 1,
            keys: { blockCipherKey: octets(KEY), authenticationKey: octets(AUTHENTICATION_KEY) },
          },
          nodeCrypto,
        );
  return frameOf(writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 }), 'WRAPPER', 'Meters');
}

const BOTH = { authenticated: true, encrypted: true };
const ENCRYPTED = { authenticated: false, encrypted: true };

describe('the least protection', () => {
  const code = (options: object, frame = push()) =>
    codeOf(interpreterWith(options).interpret(frame));

  it('is what SecureClient, SecureClientSecurity and SecurityLevel ask for together', () => {
    const keys = { BlockCipherKey: KEY, AuthenticationKey: AUTHENTICATION_KEY };
    expect(code({})).toBe('readings');
    expect(code({ SecureClient: true })).toBe('security.plain');
    expect(code({ SecurityLevel: 'Authentication' })).toBe('security.plain');
    expect(code({ ...keys, SecureClient: true }, push(ENCRYPTED))).toBe('readings');
    expect(code({ ...keys, SecurityLevel: 'Authentication' }, push(ENCRYPTED))).toBe(
      'security.policy',
    );
    const split = {
      SecurityLevel: 'Encryption',
      SecureClient: true,
      SecureClientSecurity: 'Authentication',
    };
    expect(code({ ...keys, ...split }, push(ENCRYPTED))).toBe('security.policy');
    expect(code({ ...keys, ...split }, push(BOTH))).toBe('readings');
    expect(code({ ...keys, SecureClientSecurity: 'Authentication' }, push(ENCRYPTED))).toBe(
      'readings',
    );
  });
});

describe('keys', () => {
  it("are the user's by title, whose serial names the meter", () => {
    const Users = [
      {
        SystemTitle: TITLE,
        BlockCipherKey: KEY,
        AuthenticationKey: AUTHENTICATION_KEY,
        Serial: '1001',
      },
    ];
    const result = interpreterWith({ Users }).interpret(push(BOTH));
    expect(result).toMatchObject({
      type: 'readings',
      readings: { serialSource: 'user', readings: [{ reading: { Serial: '1001', Value: 5 } }] },
    });
  });

  it('of several users with one title are tried in turn', () => {
    const wrong = { SystemTitle: TITLE, BlockCipherKey: '11'.repeat(16), AuthenticationKey: KEY };
    const right = {
      SystemTitle: TITLE,
      BlockCipherKey: KEY,
      AuthenticationKey: AUTHENTICATION_KEY,
    };
    const users = (...more: object[]) =>
      more.map((user, index) => ({ ...user, Ip: `10.1.0.${index}` }));
    expect(codeOf(interpreterWith({ Users: users(wrong, right) }).interpret(push(BOTH)))).toBe(
      'readings',
    );
    expect(codeOf(interpreterWith({ Users: users(wrong, wrong) }).interpret(push(BOTH)))).toBe(
      'security.tag',
    );
  });

  it('that do not fit are told apart in the sentence, with the system title and without a key', () => {
    const refusal = (options: object) => {
      const result = interpreterWith(options).interpret(push(BOTH));
      return result.type === 'refused' ? result.refusal : undefined;
    };
    const wrong = '22'.repeat(16);
    expect(refusal({ BlockCipherKey: KEY, AuthenticationKey: wrong })).toMatchObject({
      code: 'security.tag',
      message: expect.stringMatching(/block cipher key fits.*4B464D1020000001/u) as string,
    });
    expect(
      refusal({ BlockCipherKey: wrong, AuthenticationKey: AUTHENTICATION_KEY })?.message,
    ).toMatch(/block cipher key does not fit/u);
    expect(refusal({ BlockCipherKey: KEY })).toMatchObject({ code: 'security.no-key' });
    expect(
      JSON.stringify(refusal({ BlockCipherKey: KEY, AuthenticationKey: wrong })),
    ).not.toContain('2222');
  });

  it('are looked up by address when EnableIpLookup says so', () => {
    const Users = [{ Ip: '10.0.0.2', BlockCipherKey: KEY }];
    expect(interpreterWith({ EnableIpLookup: true, Users }).interpret(push())).toMatchObject({
      refusal: { code: 'source.unknown-ip', layer: 'source', offset: null },
    });
  });
});

describe('a frame of another time', () => {
  it('whose receptor or interface type is not known is refused, not lost', () => {
    const interpreter = interpreterWith({});
    expect(codeOf(interpreter.interpret({ ...push(), receptor: 'Gone' }))).toBe(
      'process.unknown-receptor',
    );
    expect(codeOf(interpreter.interpret({ ...push(), interfaceType: 'Plc' }))).toBe(
      'process.interface-type',
    );
  });
});

describe('an event notification', () => {
  it('is a reading called EVENT, or by the name of its map', () => {
    const [frame] = framesOf(find('netherlands', 'nl-mx382-last-gasp'), 'Meters');
    if (frame === undefined) throw new Error('no frame');
    expect(interpreterWith({}).interpret(frame)).toMatchObject({
      readings: {
        leniencies: ['mx382-time-flag'],
        readings: [
          {
            reading: {
              Measure: 'EVENT',
              Raw: 'KA6P005039021110',
              Obis: '128.128.128.128.128.0',
              Date: '2023-07-06T08:54:38.000Z',
            },
          },
        ],
      },
    });
    const maps = { PropertyMaps: { LastGasp: { ObisCode: '128.128.128.128.128.0' } } };
    const named = interpreterWith({ PropertiesDeviceName: 'Maps' }, { Maps: maps }).interpret(
      frame,
    );
    expect(named).toMatchObject({ readings: { readings: [{ reading: { Measure: 'LastGasp' } }] } });
  });
});

describe('an information report', () => {
  const report = writeApdu({
    type: 'information-report-request',
    currentTime: '20260501120000.50+0200',
    variableAccessSpecification: [
      { choice: 'variable-name', variableName: 0xfa08 },
      { choice: 'variable-name', variableName: 0xfb08 },
    ],
    listOfData: [
      { type: 'unsigned', value: 3 },
      { type: 'double-long-unsigned', value: 7 },
    ],
  });
  const readings = (options: object, more?: object) => {
    const frame = frameOf(report, 'PDU', 'Meters');
    const result = interpreterWith({ ConnectionInterfaceType: 'PDU', ...options }, more).interpret(
      frame,
    );
    return result.type === 'readings'
      ? result.readings.readings.map(({ reading }) => reading)
      : result;
  };

  it('gives a reading a value, found by place or called EVENT, at the time of the meter', () => {
    const Date = '2026-05-01T10:00:00.500Z';
    expect(readings({})).toMatchObject([
      { Measure: 'EVENT', Value: 3, Date },
      { Measure: 'EVENT', Value: 7, Date },
    ]);
    const maps = { PropertyMaps: { Energy: { PushProfileSequenceId: 2 } } };
    expect(readings({ PropertiesDeviceName: 'Maps' }, { Maps: maps })).toMatchObject([
      { Measure: 'Energy', Value: 7, Date },
      { Measure: 'EVENT', Value: 3, Date },
    ]);
  });
});
