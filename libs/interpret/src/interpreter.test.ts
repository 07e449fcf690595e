import {
  protect,
  writeApdu,
  writeSecurityControl,
  writeWrapper,
  type Data,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { describe, expect, it } from 'vitest';
import { codeOf, find, interpreterWith } from './test-interpreter.js';
import { frameOf, framesOf } from './test-vectors.js';

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
    expect(codeOf(interpreter.interpret({ ...push(), interfaceType: 'Semaphore' }))).toBe(
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
