import { ByteReader, ByteWriter, readUtf8, writeUtf8 } from '@dlms-telemetry/dlms';
import type { Direction, Reading, SerialSource } from '../reading.js';
import type { RunColumn, RunLayout } from './reading-run.js';

/*
 * A layout, numbers big-endian, a text as its UTF-8 with its A-XDR length before it:
 *
 *   text receptor | text groupName | text serial | text serialSource | text source
 *   | text keyStart | text keyEnd | u16 count | count columns of:
 *       text idEnd | text measure | text unit | text direction | u8 1 and text obis, or u8 0 | text keyMiddle
 *
 * A routing key is start, middle and end: the keys of a meter differ only in the middle.
 */
const NONE = 0;
const PRESENT = 1;

/** Writes a layout; the same texts give the same octets. */
export function writeRunLayout(layout: RunLayout): Uint8Array {
  const { columns } = layout;
  const w = new ByteWriter(1024);
  const { start, end } = commonParts(columns.map(({ routingKey }) => routingKey));
  const { receptor, groupName, serial, serialSource, source } = layout;
  for (const text of [receptor, groupName, serial, serialSource, source, start, end])
    writeText(w, text);
  w.u16(columns.length);
  for (const { idEnd, measure, unit, direction, obis, routingKey } of columns) {
    for (const text of [idEnd, measure, unit, direction]) writeText(w, text);
    w.u8(obis === undefined ? NONE : PRESENT);
    if (obis !== undefined) writeText(w, obis);
    writeText(w, routingKey.slice(start.length, routingKey.length - end.length));
  }
  return w.finish();
}

/** Reads what `writeRunLayout` wrote. @throws DecodeError */
export function readRunLayout(octets: Uint8Array): RunLayout {
  const r = new ByteReader(octets);
  const receptor = readText(r);
  const groupName = readText(r);
  const serial = readText(r);
  const serialSource = readText(r) as SerialSource;
  const source = readText(r) as Reading['Source'];
  const start = readText(r);
  const end = readText(r);
  const columns: RunColumn[] = [];
  for (let left = r.u16(); left > 0; left--) {
    columns.push({
      idEnd: readText(r),
      measure: readText(r),
      unit: readText(r),
      direction: readText(r) as Direction,
      obis: r.u8() === PRESENT ? readText(r) : undefined,
      routingKey: `${start}${readText(r)}${end}`,
    });
  }
  return { receptor, groupName, serial, serialSource, source, columns };
}

/** A text with its length before it. */
export function writeText(w: ByteWriter, text: string): void {
  w.octets(writeUtf8(text));
}

/** Reads what `writeText` wrote. */
export function readText(r: ByteReader): string {
  return readUtf8(r.octets());
}

/** With what all texts begin and end; the two do not overlap in any of them. */
function commonParts([first = '', ...others]: readonly string[]): { start: string; end: string } {
  let start = 0;
  while (start < first.length && others.every((text) => text[start] === first[start])) start++;
  const shortest = Math.min(first.length, ...others.map(({ length }) => length));
  let end = 0;
  while (end < shortest - start && others.every((text) => text.at(-end - 1) === first.at(-end - 1)))
    end++;
  return { start: first.slice(0, start), end: first.slice(first.length - end) };
}
