import type { ImportResult, ListedUser, UserProblem } from '@dlms-telemetry/control';
import { readUsersText, type UsersText } from '@dlms-telemetry/options';
import { carryOut, type DataOptions } from '../carry-out.js';
import { EXIT, RefusedRequest, UsageError, reasonOf } from '../errors.js';
import type { Io } from '../io.js';
import { countText } from '../quantity.js';
import { seen, tableLines } from '../table.js';

/** What `dlms users` is told. */
export interface UsersOptions extends DataOptions {
  readonly device: string;
  readonly json?: boolean;
}

const COLUMNS = [
  { title: 'Ip' },
  { title: 'System title' },
  { title: 'Serial' },
  { title: 'Label' },
  { title: 'Enabled' },
  { title: 'Stands in' },
  { title: 'Keys' },
];
/** Problems that are shown to people; the rest is counted. */
const MOST_SHOWN = 50;

/** `dlms users list`: prints the users of a receptor, never a key. @returns 0 */
export async function listUsers(options: UsersOptions, io: Io): Promise<number> {
  const { device } = options;
  const forPeople = isForPeople(options, io);
  const users: ListedUser[] = [];
  for await (const answer of carryOut({ command: 'users.list', device }, options, io)) {
    if (!('user' in answer)) continue;
    if (forPeople) users.push(answer.user);
    else io.out(`${JSON.stringify(answer.user)}\n`);
  }
  if (!forPeople) return EXIT.done;
  if (users.length === 0) io.out(`${seen(device)} has no users\n`);
  else io.out(`${tableLines(COLUMNS, users.map(cellsOf), io.columns).join('\n')}\n`);
  return EXIT.done;
}

/**
 * `dlms users import`: registers users, all of a file or none.
 *
 * @param file JSON or CSV, `-` for standard input
 * @returns 0, or 1 when users are wrong; each problem is printed
 */
export async function importUsers(file: string, options: UsersOptions, io: Io): Promise<number> {
  const { device } = options;
  const given = await readUsers(file, io);
  const request = { command: 'users.import', device, users: given.users } as const;
  try {
    for await (const { done } of carryOut(request, options, io)) printDone(done, options, io);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof RefusedRequest) || error.problems.length === 0) throw error;
    printProblems(error.problems, given, file, options, io);
    return EXIT.refused;
  }
}

async function readUsers(file: string, io: Io): Promise<UsersText> {
  const text = file === '-' ? io.stdin() : io.readFile(file);
  const name = file === '-' ? 'standard input' : file;
  try {
    return readUsersText(await text);
  } catch (error) {
    throw new UsageError(`${name}: ${reasonOf(error)}`);
  }
}

function printDone(done: ImportResult, options: UsersOptions, io: Io): void {
  if (!isForPeople(options, io)) {
    io.out(`${JSON.stringify({ done })}\n`);
    return;
  }
  for (const warning of done.warnings) io.err(`warning: ${seen(warning)}\n`);
  const { added, updated, unchanged } = done;
  const counts = `${countText(added)} added, ${countText(updated)} updated`;
  io.out(`${counts}, ${countText(unchanged)} unchanged\n`);
}

function printProblems(
  problems: readonly UserProblem[],
  { lineOf }: UsersText,
  file: string,
  options: UsersOptions,
  io: Io,
): void {
  const placed = problems.map(({ index, field, message }) => ({
    ...(index !== undefined && { user: index + 1, line: lineOf(index) }),
    ...{ field, message },
  }));
  if (!isForPeople(options, io)) {
    for (const problem of placed) io.out(`${JSON.stringify({ problem })}\n`);
    return;
  }
  for (const { user, line, field, message } of placed.slice(0, MOST_SHOWN)) {
    const place = line === undefined ? '' : `:${line}`;
    const who = user === undefined ? '' : ` user ${user}`;
    const what = field === '' ? '' : `${who === '' ? '' : ','} ${field}`;
    io.err(`${file}${place}:${who}${seen(what)}: ${seen(message)}\n`);
  }
  if (placed.length > MOST_SHOWN) io.err(`and ${countText(placed.length - MOST_SHOWN)} more\n`);
  io.err('dlms: nothing was imported\n');
}

function cellsOf(user: ListedUser): string[] {
  const textOf = (name: string): string => {
    const value = user[name];
    return typeof value === 'string' ? value : '';
  };
  return [
    textOf('Ip'),
    textOf('SystemTitle'),
    textOf('Serial'),
    textOf('Label'),
    user.Enabled === false ? 'no' : 'yes',
    textOf('source'),
    keysText(user.keys),
  ];
}

/** `BlockCipherKey, AuthenticationKey (next)`. */
function keysText(keys: unknown): string {
  if (!Array.isArray(keys)) return '';
  return (keys as readonly { readonly name?: unknown; readonly state?: unknown }[])
    .map(({ name, state }) => `${String(name)}${state === 'active' ? '' : ` (${String(state)})`}`)
    .join(', ');
}

function isForPeople({ json }: UsersOptions, { isTerminal }: Io): boolean {
  return isTerminal && json !== true;
}
