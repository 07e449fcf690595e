import { toHex } from '@dlms-telemetry/dlms';
import { REFUSALS } from './codes.js';
import type { Result } from './decode.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { JsonObject, Vector } from './vector.js';
import { isList, isObject, textOf } from './vector.js';

/** The APDU in the clear of another vector, as hex. */
export type PlainOf = (id: string) => string | undefined;

/** A negative vector: the first refusal has the expected reason, and nothing is read but what `alsoDecodes` names. */
export function compareRefusal(
  { expected }: Vector,
  results: readonly Result[],
  plainOf: PlainOf,
): Difference[] {
  const also = isList(expected.alsoDecodes) ? expected.alsoDecodes : [];
  const wanted = also.map((id) => plainOf(textOf(id)) ?? `the plain APDU of ${textOf(id)}`);
  const read = plainApdus(results);
  return [
    ...compareReason(expected, results),
    ...compare('alsoDecodes', wanted, read),
    ...compare('readings', expected.readings, read.length - also.length),
    ...unknownFields(expected, ['refusal', 'readings', 'alsoDecodes']),
  ];
}

function compareReason(expected: JsonObject, results: readonly Result[]): Difference[] {
  const refusal = isObject(expected.refusal) ? expected.refusal : {};
  const word = `${textOf(refusal.layer)}/${textOf(refusal.code)}`;
  const codes: readonly string[] = REFUSALS[word] ?? [];
  const first = results.find((result) => result.type === 'refused');
  if (first !== undefined && codes.includes(first.error.code)) return [];
  return [
    {
      place: 'refusal',
      expected: `${word} (${codes.join(' or ') || 'a word without a code of ours'})`,
      actual: first && `${first.error.code}: ${first.error.message}`,
    },
  ];
}

/** A stream of several APDUs: each of them, in order, in the clear. */
export function compareStream({ expected }: Vector, results: readonly Result[]): Difference[] {
  return [
    ...compare('apdus', expected.apdus, plainApdus(results)),
    ...unknownFields(expected, ['apdus']),
  ];
}

function plainApdus(results: readonly Result[]): string[] {
  return results.flatMap((result) =>
    result.type === 'decoded' ? [toHex(result.decoded.plain)] : [],
  );
}

function unknownFields(expected: JsonObject, known: readonly string[]): Difference[] {
  return Object.keys(expected)
    .filter((name) => !known.includes(name))
    .map((place) => ({
      place,
      expected: expected[place],
      actual: 'a field that is not compared here',
    }));
}
