import { CsvError, parse } from 'csv-parse/sync';
import {
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';

/** A text in which no users can be found. */
export class UsersTextError extends Error {
  override readonly name = 'UsersTextError';
  readonly code = 'users.unreadable';
}

/** What to do about it, for docs/errors.md. */
export const usersTextAdvice: Readonly<Record<UsersTextError['code'], string>> = {
  'users.unreadable':
    'Correct the file or the body at the line that is named: JSON with a list `users`, or CSV whose first line names the fields. Nothing was taken.',
};

/** Users of a text, and where each stands in it. */
export interface UsersText {
  readonly users: readonly Readonly<Record<string, unknown>>[];
  /** Line of a user, by its place in the list from 0; undefined where that is not known. */
  readonly lineOf: (index: number) => number | undefined;
}

const SEPARATORS = [',', ';', '\t'] as const;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads users: JSON (a list, or `{"users": [...]}`), else CSV with a line of the fields' names. An empty cell is a field
 * left out.
 *
 * @throws {UsersTextError} with the line where it cannot be read; what stands there is not said, it may be a key
 */
export function readUsersText(text: string): UsersText {
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  return /^\s*[[{]/u.test(content) ? readJson(content) : readCsv(content);
}

function readJson(text: string): UsersText {
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  const [error] = errors;
  if (error !== undefined)
    throw new UsersTextError(
      `line ${lineAt(text, error.offset)}: no JSON (${printParseErrorCode(error.error)})`,
    );
  const list = root?.type === 'array' ? root : usersOf(root);
  if (list?.type !== 'array') throw new UsersTextError('give a list of users, or {"users": [...]}');
  const nodes = list.children ?? [];
  for (const { type, offset } of nodes)
    if (type !== 'object')
      throw new UsersTextError(`line ${lineAt(text, offset)}: a user is an object`);
  if (nodes.length === 0) throw new UsersTextError('there is no user in it');
  return {
    users: nodes.map((node) => userOf(node, text)),
    lineOf: (index) => {
      const node = nodes[index];
      return node === undefined ? undefined : lineAt(text, node.offset);
    },
  };
}

function treeOf(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors);
  } catch (error) {
    if (error instanceof RangeError) throw new UsersTextError('no JSON: nested too deeply');
    throw error;
  }
}

function usersOf(root: Node | undefined): Node | undefined {
  const fields = root?.type === 'object' ? (root.children ?? []) : [];
  return fields.length === 1
    ? fields.find(({ children: [name] = [] }) => String(name?.value).toLowerCase() === 'users')
        ?.children?.[1]
    : undefined;
}

function userOf(node: Node, text: string): Record<string, unknown> {
  const fields = (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name === undefined || value === undefined
      ? []
      : [[String(name.value), valueOf(value, text)] as const],
  );
  return Object.fromEntries(fields);
}

/** A serial may be longer than a number keeps its digits. */
function valueOf(node: Node, text: string): unknown {
  if (node.type === 'number' && !Number.isSafeInteger(node.value))
    return text.slice(node.offset, node.offset + node.length);
  return getNodeValue(node) as unknown;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** What csv-parse says of a record. */
interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function readCsv(text: string): UsersText {
  let rows: Row[];
  try {
    rows = parse(text, {
      columns: (names: readonly string[]) => checkedNames(names),
      delimiter: separatorOf(text),
      info: true,
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      trim: true,
    }) as unknown as Row[];
  } catch (error) {
    if (error instanceof CsvError)
      throw new UsersTextError(`line ${String(error.lines)}: no CSV (${error.code})`);
    throw error;
  }
  if (rows.length === 0) throw new UsersTextError('there is no user in it');
  return {
    users: rows.map(({ record }) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')),
    ),
    lineOf: (index) => rows[index]?.info.lines,
  };
}

/** The one that stands most often in the line of names. */
function separatorOf(text: string): string {
  const names = /^[^\r\n]*/u.exec(text.trimStart())?.[0] ?? '';
  const count = (separator: string): number => names.split(separator).length;
  return SEPARATORS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

function checkedNames(names: readonly string[]): string[] {
  for (const [index, name] of names.entries()) {
    if (name === '') throw new UsersTextError(`column ${index + 1} has no name in the first line`);
    if (names.indexOf(name) !== index) throw new UsersTextError(`column ${name} stands twice`);
  }
  return [...names];
}
