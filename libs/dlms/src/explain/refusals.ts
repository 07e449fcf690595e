import type { DecodeError } from '../errors.js';
import { layerOf } from '../errors.js';
import type { ExplainedField, ExplainedRefusal } from './explanation.js';
import { UNREAD } from './notes.js';

/** Names of fields that are whole but were not opened: a refusal that names no place is told there. */
const CLOSED: ReadonlySet<string> = new Set(['ciphered text', 'text']);

/** A refusal as it stands in an explanation. */
export function refusalOf(
  error: Pick<DecodeError, 'code' | 'message' | 'offset'>,
): ExplainedRefusal {
  const { code, message, offset } = error;
  return { code, message, layer: layerOf(code), offset };
}

/**
 * Puts a refusal in its place: in the leaf that holds its octet; where it names none, in what was left unread, or behind
 * all when nothing was.
 *
 * @param length octets of the layer
 */
export function withRefusal(
  fields: readonly ExplainedField[],
  refusal: ExplainedRefusal,
  length: number,
): ExplainedField[] {
  const [placed, done] = inLeaf(fields, refusal, refusal.offset ?? length);
  if (done) return placed;
  const [left, isUnread] = inUnread(fields, refusal);
  if (isUnread) return left;
  return [...fields, { name: 'end', start: length, end: length, refusal }];
}

type Placed = readonly [fields: ExplainedField[], done: boolean];

/** The last leaf of all, when nobody read it. */
function inUnread(fields: readonly ExplainedField[], refusal: ExplainedRefusal): Placed {
  const last = fields.at(-1);
  if (last === undefined) return [[], false];
  const before = fields.slice(0, -1);
  if (last.parts !== undefined) {
    const [parts, done] = inUnread(last.parts, refusal);
    return [[...before, { ...last, parts }], done];
  }
  return last.name === UNREAD ? [[...before, { ...last, refusal }], true] : [[...fields], false];
}

function inLeaf(fields: readonly ExplainedField[], refusal: ExplainedRefusal, at: number): Placed {
  let done = false;
  const placed = fields.map((field) => {
    if (done) return field;
    const named = refusal.offset === null && CLOSED.has(field.name);
    if (!named && (at < field.start || at >= field.end) && field.parts === undefined) return field;
    if (field.parts === undefined) {
      done = true;
      return { ...field, refusal };
    }
    const [parts, inside] = inLeaf(field.parts, refusal, at);
    done = inside;
    return inside ? { ...field, parts } : field;
  });
  return [placed, done];
}
