import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './compare.js';
import { DECODE_CASES } from './decode/cases.js';
import { FLEET } from './decode/fleet.js';
import { machine, resultsOf, table, type Report } from './report.js';

const USAGE = `usage: npm run bench -- decode [--json] [--case NAME ...] [--rounds N] [--round-ms N]

  decode   one core, from the octets of a frame to its readings: 12 registers in a WRAPPER,
           2,000 meters with their own keys, 20 forms of notification
           cases: ${DECODE_CASES.map(({ name }) => name).join(', ')}
`;
const WRONG_USAGE = 2;
const RUN_CASE = fileURLToPath(new URL('decode/run-case.js', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  const {
    json = false,
    case: wanted,
    rounds = '7',
    'round-ms': roundMs = '700',
  } = parsed?.values ?? {};
  const options = { rounds: Number(rounds), roundMs: Number(roundMs) };
  const cases = DECODE_CASES.filter(({ name }) => wanted?.includes(name) ?? true);
  const isNumber = options.rounds > 0 && options.roundMs > 0;
  if (parsed?.positionals.join() !== 'decode' || cases.length === 0 || !isNumber) {
    process.stderr.write(USAGE);
    return WRONG_USAGE;
  }
  const measured = await compare(cases, RUN_CASE, options);
  const report: Report = {
    name: 'decode',
    machine: machine(),
    options: { ...FLEET, ...options },
    results: resultsOf(measured),
  };
  process.stdout.write(
    json ? `${JSON.stringify(report)}\n` : table(`decode on ${described(report)}`, measured),
  );
  return 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        case: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        'round-ms': { type: 'string' },
      },
    });
  } catch {
    return undefined;
  }
}

function described({ machine: { processor, cores, node } }: Report): string {
  return `${String(processor)} (${String(cores)} cores), Node ${String(node)}`;
}

process.exitCode = await main(process.argv.slice(2));
