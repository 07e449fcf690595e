import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { LeniencyUse, NO_LENIENCIES } from '../leniency.js';
import { readApdu, writeApdu } from '../xdlms/apdu.js';
import { CONFORMANCE_FLAGS } from '../xdlms/conformance.js';
import type { InitiateRequest } from '../xdlms/initiate-request.js';
import type { InitiateResponse } from '../xdlms/initiate-response.js';
import type { Aare } from './aare.js';
import type { Aarq } from './aarq.js';
import type { AssociationApdu } from './association-apdu.js';
import type { AuthenticationValue } from './authentication-value.js';
import type { UserInformation } from './user-information.js';

interface Vector {
  readonly id: string;
  readonly frameHex: string;
}

const file = new URL('../../vectors/associations.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] };

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
const readHex = (hex: string, leniency = new LeniencyUse()): ReturnType<typeof readApdu> =>
  readApdu(bytesOf(hex), leniency);

function codeOf(hex: string, leniency = new LeniencyUse()): string {
  try {
    return readHex(hex, leniency).type;
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

const octets = fc.uint8Array({ maxLength: 40 });
const identifier = fc
  .tuple(fc.constantFrom(1, 2), fc.nat(200))
  .map(([arc, id]) => `2.16.756.5.8.${arc}.${id}`);
const invocationId = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const bits = fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 12 });
const conformance = fc.subarray([...CONFORMANCE_FLAGS]);
const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const quality = fc.integer({ min: -128, max: 127 });

const initiateRequest: fc.Arbitrary<InitiateRequest> = fc.record(
  {
    type: fc.constant('initiate-request' as const),
    dedicatedKey: octets,
    responseAllowed: fc.boolean(),
    proposedQualityOfService: quality,
    proposedDlmsVersionNumber: u8,
    proposedConformance: conformance,
    clientMaxReceivePduSize: u16,
  },
  {
    requiredKeys: [
      'type',
      'responseAllowed',
      'proposedDlmsVersionNumber',
      'proposedConformance',
      'clientMaxReceivePduSize',
    ],
  },
);

const initiateResponse: fc.Arbitrary<InitiateResponse> = fc.record(
  {
    type: fc.constant('initiate-response' as const),
    negotiatedQualityOfService: quality,
    negotiatedDlmsVersionNumber: u8,
    negotiatedConformance: conformance,
    serverMaxReceivePduSize: u16,
    vaaName: u16,
  },
  {
    requiredKeys: [
      'type',
      'negotiatedDlmsVersionNumber',
      'negotiatedConformance',
      'serverMaxReceivePduSize',
      'vaaName',
    ],
  },
);

const userInformation: fc.Arbitrary<UserInformation> = fc.oneof(
  initiateRequest,
  initiateResponse,
  fc.record({
    type: fc.constant('confirmed-service-error' as const),
    service: fc.integer({ min: 1, max: 19 }),
    serviceErrorChoice: fc.nat(10),
    serviceErrorValue: u8,
  }),
  fc
    .tuple(fc.constantFrom(0x21, 0x28, 0x41, 0xdb), octets)
    .map(([tag, rest]) => ({ type: 'protected' as const, apdu: Uint8Array.of(tag, ...rest) })),
);

const authentication: fc.Arbitrary<AuthenticationValue> = fc.oneof(
  fc.record({ choice: fc.constantFrom('charstring' as const, 'external' as const), value: octets }),
  fc.record({ choice: fc.constant('bitstring' as const), value: bits }),
  fc.record({
    choice: fc.constant('other' as const),
    mechanismName: identifier,
    value: octets.map((value) => Uint8Array.of(0x04, value.length, ...value)),
  }),
);

const unknownFields = fc.array(
  octets.map((value) => Uint8Array.of(0xb0, value.length, ...value)),
  { minLength: 1, maxLength: 2 },
);

const aarq: fc.Arbitrary<Aarq> = fc.record(
  {
    type: fc.constant('aarq' as const),
    protocolVersion: bits,
    applicationContextName: identifier,
    calledApTitle: octets,
    calledAeQualifier: octets,
    calledApInvocationId: invocationId,
    calledAeInvocationId: invocationId,
    callingApTitle: octets,
    callingAeQualifier: fc.uint8Array({ maxLength: 700 }),
    callingApInvocationId: invocationId,
    callingAeInvocationId: invocationId,
    senderAcseRequirements: bits,
    mechanismName: identifier,
    callingAuthenticationValue: authentication,
    implementationInformation: octets,
    userInformation,
    unknownFields,
  },
  { requiredKeys: ['type', 'applicationContextName'] },
);

const aare: fc.Arbitrary<Aare> = fc.record(
  {
    type: fc.constant('aare' as const),
    protocolVersion: bits,
    applicationContextName: identifier,
    result: fc.nat(2),
    resultSourceDiagnostic: fc.record({
      source: fc.constantFrom('acse-service-user' as const, 'acse-service-provider' as const),
      value: fc.nat(14),
    }),
    respondingApTitle: octets,
    respondingAeQualifier: octets,
    respondingApInvocationId: invocationId,
    respondingAeInvocationId: invocationId,
    responderAcseRequirements: bits,
    mechanismName: identifier,
    respondingAuthenticationValue: authentication,
    implementationInformation: octets,
    userInformation,
    unknownFields,
  },
  { requiredKeys: ['type', 'applicationContextName', 'result', 'resultSourceDiagnostic'] },
);

const release: fc.Arbitrary<AssociationApdu> = fc.record(
  {
    type: fc.constantFrom('rlrq' as const, 'rlre' as const),
    reason: fc.constantFrom(0, 1, 30),
    userInformation,
    unknownFields,
  },
  { requiredKeys: ['type'] },
);

describe('association APDUs of the vectors', () => {
  test.each(vectors)('$id is written back octet for octet', ({ frameHex }) => {
    expect(toHex(writeApdu(readHex(frameHex)))).toBe(frameHex);
  });

  test.each(vectors)('$id is refused when it is cut, wherever', ({ frameHex }) => {
    const bytes = bytesOf(frameHex);
    for (let length = 0; length < bytes.length; length++)
      expect(() => readApdu(bytes.subarray(0, length))).toThrow(DecodeError);
  });

  test.each(vectors)('$id with any octet changed is read or refused, no more', ({ frameHex }) => {
    const bytes = bytesOf(frameHex);
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      for (const octet of [0, 1, 0x7f, 0x80, 0x84, 0xff]) {
        changed[i] = octet;
        codeOf(toHex(changed));
      }
    }
  });
});

describe('association APDUs', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(fc.oneof(aarq, aare, release), (apdu) => {
        expect(readApdu(writeApdu(apdu))).toEqual(apdu);
      }),
    );
  });

  test('keep fields that the standard does not know, and read the others', () => {
    expect(readHex('6012a109060760857405080101b0020102b10105')).toEqual({
      type: 'aarq',
      applicationContextName: '2.16.756.5.8.1.1',
      unknownFields: [Uint8Array.of(0xb0, 2, 1, 2), Uint8Array.of(0xb1, 1, 5)],
    });
  });

  test('read implementation information in either form of its tag', () => {
    for (const tag of ['bd', '9d'])
      expect(readHex(`600fa109060760857405080101${tag}024142`)).toMatchObject({
        implementationInformation: Uint8Array.of(0x41, 0x42),
      });
  });

  test.each([
    ['a field twice', '6016a109060760857405080101a109060760857405080101', 'apdu.malformed'],
    ['fields out of order', '600fa90302010ba109060760857405080101', 'apdu.ber-length'],
    [
      'fields out of order, lengths right',
      '6010a903020100a109060760857405080101',
      'apdu.malformed',
    ],
    ['no application context', '6005a903020100', 'apdu.malformed'],
    ['an AARE without a result', '610ba109060760857405080101', 'apdu.malformed'],
    [
      'a length short of the octets',
      '601ca109060760857405080101be10040e01000000065f1f0400007e1f04b0',
      'apdu.ber-length',
    ],
    [
      'a length beyond the octets',
      '601ea109060760857405080101be10040e01000000065f1f0400007e1f04b0',
      'apdu.ber-length',
    ],
    ['an inner length that contradicts the outer', '600ba109060660857405080101', 'apdu.ber-length'],
    [
      'a get-request in user-information',
      '6017a109060760857405080101be0a0408c001c10001000000',
      'apdu.unknown-tag',
    ],
    [
      'octets after the initiate-request',
      '601ea109060760857405080101be11040f01000000065f1f0400007e1f04b000',
      'apdu.trailing',
    ],
    ['empty user-information', '600fa109060760857405080101be020400', 'apdu.empty'],
    ['octets after the AARQ', '600ba10906076085740508010100', 'apdu.trailing'],
    [
      'an AP title that is no octet string',
      '6010a109060760857405080101a603020100',
      'apdu.malformed',
    ],
  ])('with %s are refused', (_, hex, code) => {
    expect(codeOf(hex)).toBe(code);
  });
});

describe('an RLRE whose length stops short of its octets', () => {
  const hex = '6311800100be11040f080100065f1f0400001e1d04c80007';

  test('is read to its end, and the leniency is named', () => {
    const leniency = new LeniencyUse();
    expect(readHex(hex, leniency)).toMatchObject({ type: 'rlre', reason: 0 });
    expect(leniency.used).toEqual(['rlre-length']);
  });

  test('is refused by the letter of the standard', () => {
    expect(codeOf(hex, new LeniencyUse(NO_LENIENCIES))).toBe('apdu.ber-length');
  });

  test('needs no leniency when the length is right', () => {
    const leniency = new LeniencyUse();
    readHex('6303800100', leniency);
    expect(leniency.used).toEqual([]);
  });
});
