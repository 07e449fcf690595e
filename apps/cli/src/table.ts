/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand at the right, so that their digits stand below each other. */
  readonly right?: boolean;
}

/** Control and format characters in a meter's text would take command of the terminal. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

const GAP = '  ';
const INDENT = '  ';

/**
 * Lines of an aligned table with its titles on top; a column without a cell is left out.
 *
 * @param width no line is longer; what is cut ends in an ellipsis
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const shown = columns
    .map((column, index) => [column.title, ...rows.map((row) => seen(row[index] ?? ''))])
    .map((cells, index) => ({ cells, right: columns[index]?.right === true }))
    .filter(({ cells }) => cells.some((cell, place) => place > 0 && cell !== ''))
    .map(({ cells, right }) => aligned(cells, right));
  return ['', ...rows].map((_, place) =>
    cut((INDENT + shown.map((cells) => cells[place] ?? '').join(GAP)).trimEnd(), width),
  );
}

function aligned(cells: readonly string[], right: boolean): string[] {
  const width = cells.reduce((widest, cell) => Math.max(widest, cell.length), 0);
  return cells.map((cell) => (right ? cell.padStart(width) : cell.padEnd(width)));
}

/** The text with a mark in place of what is no visible character. */
export function seen(text: string): string {
  return text.replace(UNSEEN, '\u00b7');
}

/** Lines of names and what they are, aligned. */
export function factLines(facts: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${INDENT}${name.padEnd(width)}${GAP}${seen(value)}`);
}

/** A text in at most `width` characters. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
