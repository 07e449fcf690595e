import { parseArgs } from 'node:util';
import { machine, type Report, type Result } from '../report.js';
import { ATTACKS } from './attacks.js';
import { measureAttack, type AttackMeasured } from './measure-attack.js';

/** What `npm run bench -- attacks` takes, for the usage. */
export const ATTACKS_USAGE = `  attacks [--json] [--case NAME ...] [--rounds N] [--seconds N] [--meters N] [--rate N]
             meters that push (rate: frames a second of all) to standalone, a process of its own with
             default options, quiet and while it is attacked: memory, latency, what is told and kept
             cases: ${ATTACKS.map(({ name }) => name).join(', ')}
`;

const MIB = 2 ** 20;

/** Runs the attacks and gives what is to be printed; undefined when the words cannot be read. */
export async function benchAttacks(args: readonly string[]): Promise<string | undefined> {
  const parsed = parse(args);
  if (parsed === undefined) return undefined;
  const { json, options, attacks } = parsed;
  const measured: AttackMeasured[] = [];
  for (const attack of attacks) measured.push(await measureAttack(attack, options));
  const report: Report = {
    name: 'attacks',
    machine: machine(),
    options: { ...options },
    results: measured.flatMap(resultsOf),
  };
  return json ? `${JSON.stringify(report)}\n` : textOf(measured, report);
}

function resultsOf({ name, quiet, attacked, memory, ...rest }: AttackMeasured): Result[] {
  const result = (value: number, unit: string, baseline?: number): Result => ({
    case: name,
    value: Number(value.toFixed(1)),
    unit,
    baseline: baseline === undefined ? null : 'quiet',
    ratio: baseline === undefined ? null : Number((value / baseline).toFixed(2)),
  });
  return [
    result(at(attacked, 0.5), 'ms latency, median', at(quiet, 0.5)),
    result(at(attacked, 0.99), 'ms latency, 99 of 100', at(quiet, 0.99)),
    result(memory.before / MIB, 'MiB before'),
    result(memory.peak / MIB, 'MiB at most', memory.before / MIB),
    result(memory.after / MIB, 'MiB after', memory.before / MIB),
    result(rest.seen.opened, 'connections of the attack'),
    result(rest.seen.closed, 'of them closed by us'),
    result(rest.seen.octets / MIB, 'MiB taken'),
    result(rest.refusals, 'refusals told'),
    result(rest.deadLetters, 'dead letters kept'),
    result(rest.logLines, 'log lines'),
    result(rest.lost, 'frames of meters without a reading'),
  ];
}

function textOf(measured: readonly AttackMeasured[], { options }: Report): string {
  const head = [
    ...['attack', 'p50 ms', 'quiet', 'p99 ms', 'quiet', 'MiB before', 'peak', 'after'],
    ...['conn.', 'closed', 'MiB taken', 'refusals', 'kept', 'log lines', 'lost'],
  ];
  const rows = measured.map(({ name, quiet, attacked, memory, seen, ...rest }) => [
    name,
    ...[at(attacked, 0.5), at(quiet, 0.5), at(attacked, 0.99), at(quiet, 0.99)].map((ms) =>
      ms.toFixed(1),
    ),
    ...[memory.before, memory.peak, memory.after].map((octets) => (octets / MIB).toFixed(0)),
    ...[seen.opened, seen.closed, Math.round(seen.octets / MIB)].map(String),
    ...[rest.refusals, rest.deadLetters, rest.logLines, rest.lost].map(String),
  ]);
  const widths = head.map((word, i) =>
    Math.max(word.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ');
  const title = `attacks, ${JSON.stringify(options)}`;
  const what = ATTACKS.filter(({ name }) => measured.some((each) => each.name === name)).map(
    ({ name, says }) => `${name}: ${says}`,
  );
  return [title, '', line(head), ...rows.map(line), '', ...what, ''].join('\n');
}

/** The value below which a part of the sorted values is. */
function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        case: { type: 'string', multiple: true },
        rounds: { ...text, default: '3' },
        seconds: { ...text, default: '5' },
        meters: { ...text, default: '50' },
        rate: { ...text, default: '100' },
      },
    });
    const options = {
      rounds: Number(values.rounds),
      seconds: Number(values.seconds),
      meters: Number(values.meters),
      framesPerSecond: Number(values.rate),
    };
    const attacks = ATTACKS.filter(({ name }) => values.case?.includes(name) ?? true);
    const isNumber = Object.values(options).every((value) => value > 0);
    return isNumber && attacks.length > 0 ? { json: values.json, options, attacks } : undefined;
  } catch {
    return undefined;
  }
}
