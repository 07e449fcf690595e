import { describe, expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { explainApdu } from './apdu-layers.js';
import type { ExplainedField } from './explanation.js';

const octetsOf = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array();

function leaves(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap((field) => (field.parts === undefined ? [field] : leaves(field.parts)));
}

/** Every field that has a meaning, at any depth. */
function told(fields: readonly ExplainedField[]): string[] {
  return fields.flatMap(({ name, meaning, parts = [] }) => [
    ...(meaning === undefined ? [] : [`${name}: ${meaning}`]),
    ...told(parts),
  ]);
}

function toldOf(hex: string): string[] {
  return explainApdu(octetsOf(hex)).layers.flatMap(({ fields }) => told(fields));
}

/** Where the one refusal stands: name and octets of its leaf, and its code. */
function placeOfRefusal(hex: string): string {
  const { layers, refusals } = explainApdu(octetsOf(hex));
  expect(refusals).toHaveLength(1);
  const places = layers.flatMap(({ fields }) => leaves(fields)).filter((leaf) => leaf.refusal);
  expect(places.map(({ refusal }) => refusal)).toEqual(refusals);
  return places.map((l) => `${l.name} ${l.start}-${l.end} ${l.refusal?.code ?? ''}`).join();
}

const NOTIFICATION = '0f 80000001 00';

describe('values', () => {
  test('are told with what the payload says about them', () => {
    const body = '0203 0906 0100010800ff 06 00003039 0202 0fff 161e';
    expect(toldOf(`${NOTIFICATION} ${body}`)).toEqual([
      'apdu-tag: data-notification',
      'long-invoke-id-and-priority: invoke-id 1, unconfirmed, high priority',
      'length of date-time: 0 octets',
      'notification-body: structure of 3 elements',
      'type: structure',
      'count: 3 elements',
      'element 1: 1.0.1.8.0.255, Active energy import (+A), total',
      'type: octet-string',
      'length: 6 octets',
      'value: 6 octets',
      'element 2: 1.0.1.8.0.255, Active energy import (+A), total = 1234.5 Wh',
      'type: double-long-unsigned',
      'value: 12345',
      'element 3: 10^-1 Wh',
      'type: structure',
      'count: 2 elements',
      'scaler: 10^-1',
      'type: integer',
      'value: -1',
      'unit: Wh',
      'type: enum',
      'value: 30',
    ]);
  });

  test('an entry of a push object list names class, object and attribute', () => {
    const entry = '0204 120003 0906 0100010800ff 0f02 120000';
    const lines = toldOf(`${NOTIFICATION} 0202 0101 ${entry} 06 00000007`);
    expect(lines).toContain('class-id: 3, Register');
    expect(lines).toContain('logical-name: 1.0.1.8.0.255, Active energy import (+A), total');
    expect(lines).toContain('attribute-index: 2, value');
    expect(lines.join('\n')).toMatch(
      /element 2: 1\.0\.1\.8\.0\.255.*Register attribute 2, value = 7/,
    );
  });

  test('a date-time and a text are told as such', () => {
    const lines = toldOf(`${NOTIFICATION} 0202 090c 07e5091b01092f0f00ff8880 0a03 4b464d`);
    expect(lines).toContain('element 1: Mon 2021-09-27 09:47:15.00, UTC+2, daylight saving');
    expect(lines).toContain('element 2: "KFM"');
  });
});

describe('services', () => {
  test('a get-request names its attribute', () => {
    expect(toldOf('c001 c1 0003 0100010800ff 02 00').join('\n')).toContain(
      'cosem-attribute-descriptor: 1.0.1.8.0.255, Active energy import (+A), total: Register attribute 2, value',
    );
  });

  test('an action-request names its method', () => {
    expect(toldOf('c301 c1 0046 0000600300ff 01 01 0f00').join('\n')).toMatch(
      /Disconnect control method 1, remote_disconnect/,
    );
  });

  test('an answer tells its result', () => {
    expect(toldOf('c401 c1 01 04').at(-1)).toBe('data-access-result: object-undefined');
  });
});

describe('refusals', () => {
  test('stand where reading ended, behind all that was read', () => {
    expect(placeOfRefusal(`${NOTIFICATION} 0202 1200`)).toMatch(/^not read 9-10 apdu\./);
    expect(placeOfRefusal(`${NOTIFICATION} ee`)).toMatch(/ 6-7 apdu\./);
    expect(placeOfRefusal('aa00')).toMatch(/ 0-1 apdu\./);
  });

  test('stand at the end where octets lack', () => {
    expect(placeOfRefusal('0f800000')).toMatch(/^not read 1-4 apdu\./);
    expect(placeOfRefusal(NOTIFICATION)).toMatch(/^end 6-6 apdu\./);
    expect(placeOfRefusal('')).toMatch(/^no octets 0-0 apdu\./);
  });

  test('stand at what follows the APDU', () => {
    expect(placeOfRefusal(`${NOTIFICATION} 120007 ffff`)).toMatch(/ 9-11 apdu\./);
  });

  test('stand at the ciphered text where no key is known', () => {
    const ciphered = 'db 08 4b464d1020000001 0a 20 00000001 0102030405';
    expect(placeOfRefusal(ciphered)).toBe('ciphered text 16-21 security.no-key');
    expect(toldOf(ciphered)).toContain('system-title: KFM 1020000001, Kaifa');
    expect(toldOf(ciphered)).toContain('security-control: suite 0, encrypted');
  });
});

test('the password of an association is not told, the challenge of another mechanism is', () => {
  const context = 'a109 0607 60857405080101';
  const initiate = 'be10 040e 01000000065f1f0400001e1dffff';
  const aarq = (mechanism: string) =>
    `601d ${context} 8a02 0780 8b07 60857405080${mechanism} ac0a 8008 3132333435363738 ${initiate}`;
  const withLength = (hex: string): Uint8Array => {
    const octets = octetsOf(hex);
    octets[1] = octets.length - 2;
    return octets;
  };
  const passwordsOf = (mechanism: string): ExplainedField[] =>
    explainApdu(withLength(aarq(mechanism)))
      .layers.flatMap(({ fields }) => leaves(fields))
      .filter(({ secret }) => secret === true);
  expect(passwordsOf('201')).toEqual([
    expect.objectContaining({ name: 'charstring', meaning: 'a password, not shown' }),
  ]);
  expect(passwordsOf('205')).toEqual([]);
});
