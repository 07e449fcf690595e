import type { InterfaceType } from '../link/framer.js';
import type { ExplainedField, ExplainedLayer, ExplainedRefusal } from './explanation.js';
import { frameFields } from './frame-fields.js';
import { UNREAD } from './notes.js';
import type { Span, Watched } from './watched-link.js';

/** What spans are called, where they are no good frames. */
const NAMES: Readonly<Record<Span['kind'], string>> = {
  frame: 'frame',
  broken: 'damaged frame',
  unfinished: 'unfinished frame',
  noise: 'rubbish',
  idle: 'flags between frames',
};

/** Codes of what is no frame at all. */
const CODES_OF_NOISE: ReadonlySet<string> = new Set([
  'link.noise',
  'link.format',
  'link.hcs',
  'link.version',
  'link.length',
]);

/** All octets that came, frame by frame. */
export function linkLayer(
  octets: Uint8Array,
  interfaceType: InterfaceType,
  watched: Watched,
): ExplainedLayer {
  const loose = new LooseRefusals(watched.loose);
  const fields = withoutOverlap(watched.spans, octets.length).map((span) => {
    const own = loose.takeFor(span.kind);
    const refusals = own === undefined ? span.refusals : [own, ...span.refusals];
    return spanField(octets, interfaceType, span, refusals);
  });
  return {
    kind: 'link',
    name: interfaceType,
    octets,
    fields: [...fields, ...loose.left().map((refusal) => endField(octets.length, refusal))],
    leniencies: watched.items.flatMap((item) =>
      item.type === 'apdu' ? item.received.leniencies : [],
    ),
  };
}

/** A place behind the last octet, for a refusal that no octet is to blame for. */
function endField(end: number, refusal: ExplainedRefusal): ExplainedField {
  return { name: 'end', start: end, end, refusal };
}

/** Refusals of what is no good frame. Those of a kind come in the order of the octets. */
class LooseRefusals {
  readonly #noise: ExplainedRefusal[] = [];
  readonly #unfinished: ExplainedRefusal[] = [];
  readonly #broken: ExplainedRefusal[] = [];

  constructor(refusals: readonly ExplainedRefusal[]) {
    for (const refusal of [...refusals].reverse()) this.#queueOf(refusal).push(refusal);
  }

  /** Takes the next refusal off that a span of this kind can have. */
  takeFor(kind: Span['kind']): ExplainedRefusal | undefined {
    switch (kind) {
      case 'noise':
        return this.#noise.pop();
      case 'unfinished':
        return this.#unfinished.pop() ?? this.#noise.pop();
      case 'broken':
        return this.#broken.pop();
      case 'frame':
      case 'idle':
        return undefined;
    }
  }

  /** What nothing was found for. */
  left(): ExplainedRefusal[] {
    return [this.#noise, this.#broken, this.#unfinished].flatMap((queue) => queue.reverse());
  }

  #queueOf({ code, offset }: ExplainedRefusal): ExplainedRefusal[] {
    if (code === 'link.incomplete') return this.#unfinished;
    return CODES_OF_NOISE.has(code) && offset === 0 ? this.#noise : this.#broken;
  }
}

interface Piece extends Span {
  /** False when its first octet, a flag, closes the frame before. */
  readonly flagIsOurs: boolean;
}

/** Good frames as they are, and between them what covers the octets: each belongs to one piece. */
function withoutOverlap(spans: readonly Span[], length: number): Piece[] {
  const pieces: Piece[] = [];
  const others = spans
    .filter(({ kind }) => kind !== 'frame')
    .sort((one, other) => one.start - other.start);
  let next = 0;
  let at = 0;
  const fillUpTo = (to: number): void => {
    while (at < to) {
      const other = others[next];
      if (other === undefined || other.start >= to) {
        pieces.push(gap(at, to));
        at = to;
      } else if (other.end <= at) {
        next += 1;
      } else {
        if (other.start > at) pieces.push(gap(at, other.start));
        at = Math.max(at, other.start);
        addPiece(pieces, { ...other, start: at, end: Math.min(other.end, to), flagIsOurs: true });
        at = Math.min(other.end, to);
      }
    }
  };
  for (const frame of spans.filter(({ kind }) => kind === 'frame')) {
    fillUpTo(frame.start);
    pieces.push({ ...frame, flagIsOurs: frame.start >= at });
    at = frame.end;
  }
  fillUpTo(length);
  return pieces;
}

/** Rubbish in a row is one piece, as are flags. */
function addPiece(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  const joins = piece.kind === last?.kind && (piece.kind === 'noise' || piece.kind === 'idle');
  if (joins) pieces[pieces.length - 1] = { ...last, end: piece.end };
  else pieces.push(piece);
}

function gap(start: number, end: number): Piece {
  return { kind: 'noise', start, end, refusals: [], flagIsOurs: true };
}

function spanField(
  octets: Uint8Array,
  interfaceType: InterfaceType,
  span: Piece,
  refusals: readonly ExplainedRefusal[],
): ExplainedField {
  const { kind, start, end } = span;
  const [first, ...more] = refusals;
  const parts = partsOf(octets, interfaceType, span);
  const all = [...parts, ...more.map((refusal) => endField(end, refusal))];
  return {
    name: interfaceType === 'PDU' && kind === 'frame' ? 'APDU' : NAMES[kind],
    start: span.flagIsOurs ? start : start + 1,
    end,
    ...(all.length === 0 ? {} : { parts: all }),
    ...(first === undefined ? {} : { refusal: first }),
  };
}

/** The fields of a frame; none for what has no fields. */
function partsOf(octets: Uint8Array, interfaceType: InterfaceType, piece: Piece): ExplainedField[] {
  if (piece.kind === 'idle') return [];
  const parts = frameFields(octets, interfaceType, piece);
  const isOnlyUnread = parts.length === 1 && parts[0]?.name === UNREAD;
  return isOnlyUnread ? [] : parts;
}
