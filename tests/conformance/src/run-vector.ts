import type { DataNotification, DecodeErrorCode } from '@dlms-telemetry/dlms';
import type { FindNames } from './compare-expected.js';
import { compareExpected, compareFields } from './compare-expected.js';
import { compareLink } from './compare-link.js';
import { compareOutcome } from './compare-outcome.js';
import { compareProtection } from './compare-protection.js';
import type { PlainOf } from './compare-refusal.js';
import { compareRefusal, compareStream } from './compare-refusal.js';
import type { NameValues } from './compare-values.js';
import type { Refused, Result } from './decode.js';
import { decode, keysOf } from './decode.js';
import { compareDialogue, compareSessionFrame, isDialogue, isSessionFrame } from './dialogue.js';
import type { Difference } from './difference.js';
import { optionalOctets } from './hex.js';
import type { LinkEvent } from './receive.js';
import { receive } from './receive.js';
import { comparePrimitive } from './primitives.js';
import { decodeAllButTag } from './protection.js';
import { compareReplay } from './replay.js';
import { compareSegments } from './segments.js';
import { joinedFieldsOf } from './services.js';
import type { JsonObject, Vector } from './vector.js';
import { isList, isObject } from './vector.js';

/** What became of a vector. */
export type Outcome =
  | {
      readonly type: 'passed';
      /** Fields that the vector has from elsewhere than its octets, and that no property map gave. */
      readonly notInPayload: number;
    }
  | { readonly type: 'failed'; readonly differences: readonly Difference[] }
  | { readonly type: 'not-run'; readonly reason: string };

/** What a run may look up beyond the vector itself. */
export interface RunOptions {
  readonly plainOf: PlainOf;
  /** The property map that fits a vector's push; undefined where none does. */
  readonly namesFor?: (vector: Vector, push: DataNotification) => NameValues | undefined;
}

/** What an abandoned APDU leaves behind when the sender starts a new one: no fault of the new one. */
const ABANDONED: ReadonlySet<DecodeErrorCode> = new Set([
  'link.incomplete',
  'link.segment-missing',
  'apdu.block-missing',
]);

/** Receives, decodes and compares one vector. */
export function runVector(vector: Vector, options: RunOptions): Outcome {
  const { expected, frames, input, linkLayer } = vector;
  if (input !== null) return judgedIfKnown(comparePrimitive(vector), 'a primitive of another kind');
  const refused = isObject(expected.refusal);
  if (!refused && frames.every((frame) => frame === '')) return notRun('a vector without a frame');
  if (isDialogue(vector))
    return judgedIfKnown(compareDialogue(vector), `a dialogue over ${linkLayer}`);
  if (!refused && isSessionFrame(vector)) return judged(compareSessionFrame(vector));
  const events = receive(vector);
  if (events === undefined) return notRun(`link layer ${linkLayer}`);
  const results = events.map((event) =>
    event.type === 'apdu' ? decode(event.apdu, vector) : event,
  );
  const unread = results.map(unreadKind).find((reason) => reason !== undefined);
  if (unread !== undefined) return notRun(unread);
  if (refused) return judged(compareRefusal(vector, results, options.plainOf));
  if (isList(expected.apdus)) return judged(compareStream(vector, results));
  if (isList(expected.steps))
    return judged(
      compareReplay(
        vector,
        results.filter((result) => 'received' in result),
      ),
    );
  return judgeGood(vector, events, results, options);
}

/** Why an APDU cannot be judged: there is no reader for it. */
function unreadKind(result: Result): string | undefined {
  const unread = result.type === 'refused' && result.error.code === 'apdu.unsupported';
  return unread ? result.error.message : undefined;
}

function judgeGood(
  vector: Vector,
  events: readonly LinkEvent[],
  results: readonly Result[],
  options: RunOptions,
): Outcome {
  // What is told of each segment is compared with the frames, the rest with the APDU.
  const { segments, ...expected } = vector.expected;
  const joined = joinedFields(expected, results);
  if (joined !== undefined) return judged(compareFields(expected, joined));
  const last = results.at(-1);
  const before = results.slice(0, -1).filter((result) => !isAbandoned(result));
  const surplus = before.map((result) => ({
    place: 'frames',
    expected: 'one APDU',
    actual: result.type === 'refused' ? reasonOf(result) : 'another APDU before it',
  }));
  if (last === undefined || !('received' in last))
    return judged([...surplus, noApdu(vector, last)]);
  const link = [
    ...surplus,
    ...compareLink(vector, events),
    ...(segments === undefined ? [] : compareSegments(segments, vector)),
  ];
  const word = expected.outcome;
  if (typeof word === 'string') return judged([...link, ...compareOutcome(vector, word, last)]);
  const read = vector.allButTag ? decodeAllButTag(last.received, vector) : last;
  if (read === undefined || !('decoded' in read))
    return judged([...link, noApdu(vector, last.type === 'refused' ? last : undefined)]);
  const findNames: FindNames = (push) => options.namesFor?.(vector, push);
  const compared = compareExpected(expected, read.decoded, last.received, findNames, {
    keys: keysOf(vector),
    systemTitle: optionalOctets(vector.security?.systemTitle),
  });
  const protection = compareProtection(vector, read.decoded);
  return judged([...link, ...protection, ...compared.differences], compared.notInPayload);
}

/** A value that came in the blocks of several get-responses, under the names of the vectors. */
function joinedFields(expected: JsonObject, results: readonly Result[]): JsonObject | undefined {
  const blocks = results.flatMap((result) =>
    result.type === 'decoded' && result.decoded.apdu.type === 'get-response-with-datablock'
      ? [result.decoded.apdu]
      : [],
  );
  if (blocks.length < 2 || blocks.length < results.length) return undefined;
  const first = expected.firstObjects;
  return joinedFieldsOf(blocks, isList(first) ? first.length : 0);
}

function isAbandoned(result: Result): boolean {
  return result.type === 'refused' && ABANDONED.has(result.error.code);
}

function noApdu(vector: Vector, result: Refused | undefined): Difference {
  return { place: 'apdu', expected: vector.apdu, actual: result && reasonOf(result) };
}

function reasonOf({ error }: Refused): string {
  return `${error.code}: ${error.message}`;
}

function judged(differences: readonly Difference[], notInPayload = 0): Outcome {
  return differences.length === 0
    ? { type: 'passed', notInPayload }
    : { type: 'failed', differences };
}

/** What is not known cannot be judged. */
function judgedIfKnown(differences: readonly Difference[] | undefined, reason: string): Outcome {
  return differences === undefined ? notRun(reason) : judged(differences);
}

function notRun(reason: string): Outcome {
  return { type: 'not-run', reason };
}
