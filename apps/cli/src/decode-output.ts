import {
  clockStatusNames,
  isDaylightSaving,
  obisName,
  readDateTime,
  toHex,
  toLocalText,
  UNIT_COUNT,
  unitOf,
} from '@dlms-telemetry/dlms';
import type { DateTime } from '@dlms-telemetry/dlms';
import type { Refusal } from '@dlms-telemetry/frame';
import type { Reading } from '@dlms-telemetry/reading';
import type { Field } from './apdu-fields.js';
import type { Io } from './io.js';
import { factLines, tableLines } from './table.js';
import type { Column } from './table.js';
import type { ValueLine } from './value-line.js';

/** A decoded frame: what `dlms decode` shows of it. */
export interface DecodedFrame {
  /** Kinds of APDU from the outside in, `general-glo-ciphering > data-notification`. */
  readonly apdu: string;
  /** Hex. */
  readonly systemTitle: string | null;
  readonly invocationCounter: number | null;
  /** 12 octets. */
  readonly dateTime: Uint8Array | null;
  readonly values: readonly ValueLine[];
  /** All fields of an APDU that is no notification. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** Deviations from the standard that were met, by name. */
  readonly leniencies: readonly string[];
}

/** A refusal with what is known of the frame. */
export interface RefusedLine extends Refusal {
  readonly systemTitle?: string | null;
  readonly receptor?: string;
  readonly remoteAddress?: string;
  readonly frameId?: string;
}

/** A reading as `npm start` writes it. */
export interface ReadingLine {
  readonly routingKey: string;
  readonly reading: Reading;
  readonly frameId: string;
  readonly receptor: string;
}

/** Where a decode command reports to. */
export interface DecodeOutput {
  frame(frame: DecodedFrame): void;
  readings(lines: readonly ReadingLine[]): void;
  refused(refusal: RefusedLine): void;
}

/** One JSON object a line. */
export function jsonOutput(io: Io): DecodeOutput {
  const line = (object: object): void => {
    io.out(`${JSON.stringify(object)}\n`);
  };
  return {
    frame({ apdu, systemTitle, invocationCounter, dateTime, values, fields, leniencies }) {
      const deviations = leniencies.length > 0 ? { leniencies } : {};
      line({
        apdu,
        systemTitle,
        invocationCounter,
        dateTime: dateTime && dateTimeFields(dateTime),
        ...(fields === undefined ? {} : { fields }),
        ...deviations,
      });
      values.forEach(line);
    },
    readings: (lines) => {
      lines.forEach(line);
    },
    refused: (refused) => {
      line({ refused });
    },
  };
}

/** Names of `dateTime` in the test vectors. */
function dateTimeFields(octets: Uint8Array) {
  const dateTime = readDateTime(octets);
  return {
    hex: toHex(octets),
    local: toLocalText(dateTime),
    weekday: dateTime.weekday,
    deviationMinutes: dateTime.deviationMinutes,
    clockStatus: dateTime.clockStatus,
    dst: isDaylightSaving(dateTime),
  };
}

const VALUE_COLUMNS: readonly Column[] = [
  { title: 'Path' },
  { title: 'OBIS code' },
  { title: 'Class', right: true },
  { title: 'Attr', right: true },
  { title: 'Value', right: true },
  { title: 'Unit' },
  { title: 'Text' },
  { title: 'Meaning' },
  { title: 'Type' },
];

const READING_COLUMNS: readonly Column[] = [
  { title: 'Serial' },
  { title: 'Measure' },
  { title: 'Value', right: true },
  { title: 'Unit' },
  { title: 'Direction' },
  { title: 'Date' },
  { title: 'Raw' },
];

/** Lines of a table of readings, no wider than `width`. */
export function readingTable(
  lines: readonly Pick<ReadingLine, 'reading'>[],
  width: number,
): string[] {
  return tableLines(READING_COLUMNS, lines.map(readingCells), width);
}

/** Aligned text for people. */
export function textOutput(io: Io): DecodeOutput {
  const print = (lines: readonly string[]): void => {
    io.out(`${lines.join('\n')}\n\n`);
  };
  return {
    frame(frame) {
      const rows = frame.values.map(valueCells);
      const table = rows.length > 0 ? ['', ...tableLines(VALUE_COLUMNS, rows, io.columns)] : [];
      print([frame.apdu, ...factLines(factsOf(frame)), ...table]);
    },
    readings(lines) {
      const [first] = lines;
      if (first === undefined) return;
      print([
        `${lines.length} readings of ${first.receptor}, frame ${first.frameId}`,
        ...readingTable(lines, io.columns),
      ]);
    },
    refused(refused) {
      const place = refused.offset === null ? '' : `, octet ${refused.offset}`;
      print([
        `refused: ${refused.message}`,
        ...factLines([
          ['reason', refused.code],
          ['layer', refused.layer + place],
          ...optional('system title', refused.systemTitle),
          ...optional('receptor', refused.receptor),
        ]),
      ]);
    },
  };
}

type Fact = readonly [string, string];

function optional(name: string, value: string | null | undefined): Fact[] {
  return value === null || value === undefined || value === '' ? [] : [[name, value]];
}

function factsOf(frame: DecodedFrame): Fact[] {
  const { systemTitle, invocationCounter, dateTime, fields = {}, leniencies } = frame;
  return [
    ...optional('system title', systemTitle),
    ...optional('invocation counter', invocationCounter?.toString()),
    ...optional('date-time', dateTime && dateTimeText(readDateTime(dateTime))),
    ...Object.entries(fields).map(([name, field]): Fact => [name, fieldText(field)]),
    ...optional('read leniently', leniencies.join(', ')),
  ];
}

function fieldText(field: Field): string {
  return typeof field === 'object' ? JSON.stringify(field) : String(field);
}

function dateTimeText(dateTime: DateTime): string {
  const { deviationMinutes, clockStatus } = dateTime;
  const parts = [toLocalText(dateTime).replace('T', ' ')];
  if (deviationMinutes !== null) parts.push(`UTC${offsetText(-deviationMinutes)}`);
  parts.push(...clockStatusNames(clockStatus).map((name) => name.replaceAll('-', ' ')));
  return parts.join(', ');
}

/** `+2`, `-3:30`; nothing for UTC itself. */
function offsetText(minutes: number): string {
  if (minutes === 0) return '';
  const size = Math.abs(minutes);
  const rest = size % 60;
  const fraction = rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${fraction}`;
}

function valueCells(line: ValueLine): string[] {
  const isNumber = line.value !== null && typeof line.raw !== 'boolean';
  return [
    line.path.join('.'),
    line.obis ?? '',
    line.classId?.toString() ?? '',
    line.attribute?.toString() ?? '',
    isNumber ? numberText(line) : '',
    line.unit === null || line.unit === UNIT_COUNT
      ? ''
      : (unitOf(line.unit)?.symbol ?? `unit ${line.unit}`),
    isNumber ? '' : (line.text ?? plainText(line)),
    line.obis === null ? '' : (obisName(line.obis) ?? ''),
    line.type,
  ];
}

/** Every digit of a 64-bit integer that is not scaled; decimals as the scaler has them. */
function numberText(line: ValueLine): string {
  const { scaler, value } = line;
  if (scaler === null || scaler === 0) return plainText(line);
  return scaler < 0 && scaler >= -20 ? (value ?? 0).toFixed(-scaler) : String(value);
}

function plainText({ raw }: ValueLine): string {
  if (raw === null) return '';
  return typeof raw === 'object' ? `${raw.length} elements` : String(raw);
}

function readingCells({ reading }: Pick<ReadingLine, 'reading'>): string[] {
  return [
    reading.Serial,
    reading.Measure,
    reading.Value === null ? '' : String(reading.Value),
    reading.Unit,
    reading.Direction === 'None' ? '' : reading.Direction,
    reading.Date,
    reading.Value === null ? (reading.Raw ?? '') : '',
  ];
}
