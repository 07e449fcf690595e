import type {
  ExplainedField,
  ExplainedLayer,
  ExplainedRefusal,
  Explanation,
} from '@dlms-telemetry/dlms';
import type { Io } from './io.js';
import type { Paint, Piece } from './paint.js';
import { painter } from './paint.js';
import { seen } from './table.js';

/** What layers are called. */
const KINDS: Readonly<Record<ExplainedLayer['kind'], string>> = {
  link: 'Link layer',
  block: 'Block',
  apdu: 'APDU',
  plain: 'In the clear',
};

/** Octets of a field that are shown; of longer ones the first. */
const SHOWN_OCTETS = 8;
const OCTETS_WIDTH = SHOWN_OCTETS * 3 - 1;
const INDENT = '  ';
const HIDDEN = '\u00b7\u00b7';

/** An explanation for people: a line a field, coloured where the terminal wants it. */
export function explanationText({ layers, refusals }: Explanation, io: Io): string {
  const paint = painter(io);
  const shown = layers.filter((layer) => !isBare(layer));
  const placed = new Set(layers.flatMap(({ fields }) => refusalsIn(fields)));
  const behind = refusals.filter((refusal) => !placed.has(refusal));
  return [
    ...shown.flatMap((layer) => [...layerLines(layer, paint), '']),
    ...behind.flatMap((refusal) => [paint(refusedPieces(refusal)), '']),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Where there is no link layer, its octets are those of the APDU below. */
function isBare({ kind, name, fields }: ExplainedLayer): boolean {
  const [only, ...more] = fields;
  return (
    kind === 'link' && name === 'PDU' && more.length === 0 && only !== undefined && !only.refusal
  );
}

function refusalsIn(fields: readonly ExplainedField[]): ExplainedRefusal[] {
  return fields.flatMap(({ refusal, parts = [] }) => [
    ...(refusal === undefined ? [] : [refusal]),
    ...refusalsIn(parts),
  ]);
}

function layerLines({ kind, name, octets, fields, leniencies }: ExplainedLayer, paint: Paint) {
  const width = String(octets.length).length;
  const heading: Piece[] = [
    { text: `${KINDS[kind]}: ${name}`, style: 'heading' },
    { text: `, ${octets.length} octets` },
  ];
  const rows = (field: ExplainedField, depth: number): string[] => [
    paint(fieldPieces(field, octets, width, depth)),
    ...(field.refusal === undefined
      ? []
      : [paint([margin(width, depth), ...refusedPieces(field.refusal)])]),
    ...(field.parts ?? []).flatMap((part) => rows(part, depth + 1)),
  ];
  return [
    paint(heading),
    ...(leniencies.length > 0
      ? [paint([{ text: `read leniently: ${leniencies.join(', ')}` }])]
      : []),
    ...fields.flatMap((field) => rows(field, 0)),
  ];
}

function fieldPieces(
  field: ExplainedField,
  octets: Uint8Array,
  width: number,
  depth: number,
): Piece[] {
  const { name, start, meaning, parts } = field;
  const raw = parts === undefined ? octetsText(field, octets) : '';
  return [
    { text: `${INDENT}${String(start).padStart(width)}`, style: 'place' },
    { text: `${INDENT}${raw.padEnd(OCTETS_WIDTH)}`, style: 'octets' },
    { text: INDENT.repeat(depth + 1) + name },
    ...(meaning === undefined
      ? []
      : [{ text: `${INDENT}${seen(meaning)}`, style: 'meaning' } as const]),
  ];
}

function margin(width: number, depth: number): Piece {
  return { text: ' '.repeat(width + OCTETS_WIDTH + INDENT.length * (3 + depth)) };
}

function refusedPieces({ code, message }: ExplainedRefusal): Piece[] {
  return [{ text: `refused: ${seen(message)} (${code})`, style: 'refused' }];
}

function octetsText({ start, end, secret }: ExplainedField, octets: Uint8Array): string {
  const isLong = end - start > SHOWN_OCTETS;
  const shown = octets.subarray(start, isLong ? start + SHOWN_OCTETS - 1 : end);
  const texts = Array.from(shown, (octet) =>
    secret === true ? HIDDEN : octet.toString(16).padStart(2, '0'),
  );
  return [...texts, ...(isLong ? ['\u2026'] : [])].join(' ');
}
