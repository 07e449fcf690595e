import { ATTACKS_USAGE, benchAttacks } from './attacks/main.js';
import { DECODE_USAGE, benchDecode } from './decode/main.js';
import { STANDALONE_USAGE, benchStandalone } from './standalone/main.js';
import { STORE_USAGE, benchStore } from './store/main.js';

const USAGE = `usage: npm run bench -- NAME ...

${DECODE_USAGE}
${STANDALONE_USAGE}
${ATTACKS_USAGE}
${STORE_USAGE}`;
const WRONG_USAGE = 2;

async function main([name, ...args]: readonly string[]): Promise<number> {
  const text = await run(name, args);
  if (text === undefined) {
    process.stderr.write(USAGE);
    return WRONG_USAGE;
  }
  process.stdout.write(text);
  return 0;
}

function run(name: string | undefined, args: readonly string[]): Promise<string | undefined> {
  if (name === 'decode') return benchDecode(args);
  if (name === 'standalone') return benchStandalone(args);
  if (name === 'attacks') return benchAttacks(args);
  if (name === 'store') return benchStore(args);
  return Promise.resolve(undefined);
}

process.exitCode = await main(process.argv.slice(2));
