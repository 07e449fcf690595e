import { fileURLToPath } from 'node:url';
import type { GetResponse } from '@dlms-telemetry/dlms';
import { isAssociationApdu, isProtected, readApdu, toHex, writeApdu } from '@dlms-telemetry/dlms';
import { describe, expect, test } from 'vitest';
import { associationFieldsOf } from './associations.js';
import { compareExpected } from './compare-expected.js';
import { decode, keysOf } from './decode.js';
import { describe as text } from './difference.js';
import { octetsOf, optionalOctets } from './hex.js';
import { joinedFieldsOf, serviceFieldsOf } from './services.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject, readVectorFiles, textOf } from './vector.js';

const folder = fileURLToPath(new URL('../../../libs/dlms/vectors', import.meta.url));
const files = ['associations.json', 'xdlms-services.json'];
const all = readVectorFiles(folder);
const vectors = all.filter(({ name }) => files.includes(name)).flatMap((file) => file.vectors);
const single = vectors.filter(({ frames }) => frames.length === 1);

function differencesOf(vector: Vector): string[] {
  const result = decode(octetsOf(vector.frames[0]), vector);
  if (result.type === 'refused') return [`${result.error.code}: ${result.error.message}`];
  const { differences } = compareExpected(
    vector.expected,
    result.decoded,
    result.received,
    undefined,
    { keys: keysOf(vector), systemTitle: optionalOctets(vector.security?.systemTitle) },
  );
  return differences.map(text);
}

describe('associations and services', () => {
  test.each(single.map((vector) => [vector.id, vector] as const))(
    '%s says what the vector expects, field by field',
    (_, vector) => {
      expect(differencesOf(vector)).toEqual([]);
    },
  );

  test('a field that the vector expects otherwise is a difference', () => {
    const [vector] = single;
    expect(vector && differencesOf({ ...vector, expected: { result: 1, apdu: 'aare' } })).toEqual([
      'result: expected 1, got "a field that is not compared here"',
      'apdu: expected "aare", got "aarq"',
    ]);
  });
});

describe('a value in blocks', () => {
  const blocks = (...hex: string[]): GetResponse[] =>
    hex.map((block) => readApdu(octetsOf(block)) as GetResponse);

  test.each(vectors.filter(({ frames }) => frames.length > 1).map((v) => [v.id, v] as const))(
    '%s is what the vector expects',
    (_, { frames, expected }) => {
      expect(joinedFieldsOf(blocks(...frames), 3)).toMatchObject(expected);
    },
  );

  test('is joined in the order of the blocks', () => {
    const joined = joinedFieldsOf(
      blocks('c402c10000000001000401021105', 'c402c1010000000200021106'),
      1,
    );
    expect(joined).toMatchObject({
      joinedDataHex: '010211051106',
      objectCount: 2,
      firstObjects: [{ t: 'unsigned', v: 5 }],
      trailingOctets: 0,
    });
  });
});

test('a service has the name of its form and its fields', () => {
  const apdu = readApdu(octetsOf('c701c10c010104'));
  expect(apdu.type === 'action-response-normal' && serviceFieldsOf(apdu)).toEqual({
    apdu: 'action-response-normal',
    invokeIdAndPriority: 'c1',
    result: 12,
    dataAccessResult: 4,
    dataAccessResultText: 'object-undefined',
  });
});

/** Octets of the LLC header, and of a wrapper header, as hex. */
const LLC_HEX = 6;
const WRAPPER_HEX = 16;

/** The APDUs that HDLC sessions, dialogues and ciphered initiates hold, and what each must say. */
const held = all.flatMap(({ vectors: inFile }) =>
  inFile.flatMap(({ id, expected }) =>
    [expected, ...(isList(expected.steps) ? expected.steps : [])].flatMap((step, i) =>
      heldIn(step).map((found) => ({ ...found, id: `${id} ${i}` })),
    ),
  ),
);

function heldIn(step: Json): { hex: string; fields: JsonObject }[] {
  if (!isObject(step)) return [];
  if (isObject(step.plain)) return [{ hex: textOf(step.apduHexPlain), fields: step.plain }];
  if (!isObject(step.apdu)) return [];
  const { informationHex } = step;
  const hex =
    informationHex === undefined
      ? textOf(step.frameHex).slice(WRAPPER_HEX)
      : textOf(informationHex).slice(LLC_HEX);
  return [{ hex, fields: step.apdu }];
}

describe('APDUs inside sessions and dialogues', () => {
  test('are there to be compared', () => {
    expect(held.length).toBeGreaterThan(15);
  });

  test.each(held)('$id says what is expected, and is written back', ({ hex, fields }) => {
    const apdu = readApdu(octetsOf(hex));
    expect(toHex(writeApdu(apdu))).toBe(hex);
    if (apdu.type === 'data-notification' || apdu.type === 'event-notification-request') return;
    if (isProtected(apdu)) return;
    const said = isAssociationApdu(apdu)
      ? associationFieldsOf(apdu, { keys: undefined, systemTitle: undefined })
      : serviceFieldsOf(apdu);
    expect({ ...said, apduHexPlain: hex }).toEqual({ apduHexPlain: hex, ...fields });
  });
});
