import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from '../compare.js';
import { describedMachine, machine, resultsOf, table, type Report } from '../report.js';
import { DECODE_CASES } from './cases.js';
import { FLEET } from './fleet.js';

/** What `npm run bench -- decode` takes, for the usage. */
export const DECODE_USAGE = `  decode [--json] [--case NAME ...] [--rounds N] [--round-ms N]
           one core, from the octets of a frame to its readings: 12 registers in a WRAPPER,
           2,000 meters with their own keys, 20 forms of notification
           cases: ${DECODE_CASES.map(({ name }) => name).join(', ')}
`;
const RUN_CASE = fileURLToPath(new URL('run-case.js', import.meta.url));

/** Runs the benchmark of decoding and gives what is to be printed; undefined when the words cannot be read. */
export async function benchDecode(args: readonly string[]): Promise<string | undefined> {
  const values = parse(args);
  if (values === undefined) return undefined;
  const { json, case: wanted, rounds, 'round-ms': roundMs } = values;
  const options = { rounds: Number(rounds), roundMs: Number(roundMs) };
  const cases = DECODE_CASES.filter(({ name }) => wanted?.includes(name) ?? true);
  if (cases.length === 0 || !(options.rounds > 0 && options.roundMs > 0)) return undefined;
  const measured = await compare(cases, RUN_CASE, options);
  const report: Report = {
    name: 'decode',
    machine: machine(),
    options: { ...FLEET, ...options },
    results: resultsOf(measured),
  };
  return json
    ? `${JSON.stringify(report)}\n`
    : table(`decode on ${describedMachine(report)}`, measured);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        case: { type: 'string', multiple: true },
        rounds: { type: 'string', default: '7' },
        'round-ms': { type: 'string', default: '700' },
      },
    }).values;
  } catch {
    return undefined;
  }
}
