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
/** Lines for the values of one meter. */
const MOST_LINES = 4;
/** Room for how many values are not shown: `   +12`. */
const MARK_WIDTH = 6;
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
    ...board.listening.map(({ receptor, address, port, transport }) => {
      const where = `${address} port ${port}${transport === 'udp' ? ' (UDP)' : ''}`;
      return fit(`Listening  ${terminalText(receptor)}  ${where}`, columns);
    }),
    '',
    meterTable([...board.meters.values()], room, columns),
    '',
    refusalTable(refusals, columns),
    '',
    fit(
      `${count(board.frameCount, 'frame')} gave ${count(board.readingCount, 'reading')}, ` +
        `${board.refusalCount.toLocaleString('en')} refused. ${note}`,
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
  // Room that is left goes to more values of each meter.
  const lines = Math.min(MOST_LINES, Math.max(1, Math.floor(room / shown.length)));
  for (const { serial, receivedAt, values } of shown)
    table.push([
      fit(terminalText(serial), serialWidth),
      timeText(Date.parse(receivedAt)),
      valuesText(values, valuesWidth - PADDING, lines),
    ]);
  const rest = hidden === 0 ? '' : `\n… and ${count(hidden, 'meter')} not shown`;
  return `${table.toString()}${rest}`;
}

/** As many whole values as fit into some lines, and how many do not. */
function valuesText(
  values: ReadonlyMap<string, NewestValue>,
  width: number,
  mostLines: number,
): string {
  const texts = [...values].map(([measure, value]) =>
    fit(`${terminalText(measure)} ${valueText(value)}`, width - MARK_WIDTH),
  );
  const lines: string[] = [];
  let line = '';
  for (const [index, text] of texts.entries()) {
    const longer = line === '' ? text : `${line}   ${text}`;
    if (longer.length <= width - MARK_WIDTH) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = text;
    if (lines.length < mostLines) continue;
    lines.push(`${lines.pop() ?? ''}   +${texts.length - index}`);
    return lines.join('\n');
  }
  return [...lines, line].join('\n');
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
      timeText(receivedAt),
      fit(terminalText(remoteAddress), fromWidth),
      fit(terminalText(message), messageWidth - PADDING),
    ]);
  return table.toString();
}

/** Time of day where the terminal stands. */
function timeText(time: number): string {
  return new Date(time).toTimeString().slice(0, TIME_WIDTH);
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
