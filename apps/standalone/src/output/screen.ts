import Table from 'cli-table3';
import type { Board, MeterEntry, NewestValue, RefusalEntry } from './board.js';
import { terminalText } from './terminal-text.js';

/** Size of the terminal in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const TIME_WIDTH = 8;
const NARROWEST = 39;
/** Right of each column, besides the one character between columns. */
const PADDING = 2;
const SHOWN_REFUSALS = 5;
/** Lines around the rows of the tables: titles, rules, the line at the bottom. */
const FIXED_LINES = 11;

/** Only a rule below the head: the eye follows rows by itself. */
const CHARS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: ' ',
};

/** The live table as text that fits the terminal. */
export function screenOf(board: Board, size: ScreenSize, note: string): string {
  const columns = Math.max(NARROWEST, size.columns - 1);
  const refusals = board.refusals.slice(-SHOWN_REFUSALS).reverse();
  const refusalRows = Math.max(1, refusals.length);
  const room = Math.max(3, size.rows - FIXED_LINES - refusalRows - board.listening.length);
  return [
    ...board.listening.map(({ receptor, address, port }) =>
      fit(`Listening  ${terminalText(receptor)}  ${address} port ${port}`, columns),
    ),
    '',
    meterTable([...board.meters.values()], room, columns),
    '',
    refusalTable(refusals, columns),
    '',
    fit(
      `${count(board.frameCount, 'frame')}, ${count(board.readingCount, 'reading')}, ` +
        `${count(board.refusalCount, 'refusal')}. ${note}`,
      columns,
    ),
  ].join('\n');
}

function meterTable(meters: readonly MeterEntry[], room: number, columns: number): string {
  if (meters.length === 0) return 'No readings yet.';
  const newest = meters.slice(-room);
  const hidden = meters.length - newest.length;
  const shown = newest.sort((a, b) => (a.serial < b.serial ? -1 : 1));
  const serialWidth = widest(
    shown.map(({ serial }) => terminalText(serial).length),
    'Meter'.length,
    Math.min(24, Math.floor(columns * 0.3)),
  );
  const valuesWidth = columns - serialWidth - TIME_WIDTH - 2 * PADDING - 2;
  const table = new Table({
    head: ['Meter', 'Last', 'Newest readings'],
    colWidths: [serialWidth + PADDING, TIME_WIDTH + PADDING, valuesWidth],
    chars: CHARS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': PADDING },
  });
  for (const { serial, receivedAt, values } of shown)
    table.push([
      fit(terminalText(serial), serialWidth),
      receivedAt.slice(11, 19),
      valuesText(values, valuesWidth - PADDING),
    ]);
  const rest = hidden === 0 ? '' : `\n… and ${count(hidden, 'meter')} not shown`;
  return `${table.toString()}${rest}`;
}

/** As many whole values as fit, and how many do not. */
function valuesText(values: ReadonlyMap<string, NewestValue>, width: number): string {
  const texts = [...values].map(
    ([measure, value]) => `${terminalText(measure)} ${valueText(value)}`,
  );
  let line = '';
  for (const [index, text] of texts.entries()) {
    const left = texts.length - index;
    const next = line === '' ? text : `${line}   ${text}`;
    const mark = left > 1 ? `   +${left - 1}` : '';
    if (next.length + mark.length > width)
      return line === '' ? fit(text, width) : `${line}   +${left}`;
    line = next;
  }
  return line;
}

function valueText({ value, raw, unit }: NewestValue): string {
  const text = value === null ? terminalText(raw ?? '') : String(value);
  return unit === '' ? text : `${text} ${terminalText(unit)}`;
}

function refusalTable(refusals: readonly RefusalEntry[], columns: number): string {
  if (refusals.length === 0) return 'Nothing refused.';
  const codeWidth = widest(
    refusals.map(({ code }) => code.length),
    'Refused'.length,
    Math.min(28, Math.floor(columns * 0.3)),
  );
  const fromWidth = widest(
    refusals.map(({ remoteAddress }) => remoteAddress.length),
    'From'.length,
    Math.min(24, Math.floor(columns * 0.2)),
  );
  const messageWidth = columns - codeWidth - fromWidth - TIME_WIDTH - 3 * PADDING - 3;
  const table = new Table({
    head: ['Refused', 'At', 'From', 'Why'],
    colWidths: [codeWidth + PADDING, TIME_WIDTH + PADDING, fromWidth + PADDING, messageWidth],
    chars: CHARS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': PADDING },
  });
  for (const { code, receivedAt, remoteAddress, message } of refusals)
    table.push([
      fit(code, codeWidth),
      new Date(receivedAt).toISOString().slice(11, 19),
      fit(terminalText(remoteAddress), fromWidth),
      fit(terminalText(message), messageWidth - PADDING),
    ]);
  return table.toString();
}

function widest(lengths: readonly number[], least: number, most: number): number {
  return Math.min(most, Math.max(least, ...lengths));
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
