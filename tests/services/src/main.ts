/**
 * `npm run services`: starts private RabbitMQ, PostgreSQL and Redis, prints their URLs as lines for an env file and
 * ends them on Ctrl-C. With `--for-tests` it starts what it is told to over a socket, prints the socket's path and ends
 * when its stdin does, so that nothing outlives the run, however that ends.
 */
import { parseArgs } from 'node:util';
import { Keeper, SHARED } from './keeper.js';
import { serveKeeper } from './keeper-server.js';
import type { ServiceAddress } from './service.js';
import { SERVICE_KINDS } from './ways.js';

const VARIABLES = { rabbitmq: 'AMQP_URL', postgres: 'DATABASE_URL', redis: 'REDIS_URL' } as const;

const { values } = parseArgs({ options: { 'for-tests': { type: 'boolean', default: false } } });
const keeper = new Keeper();

/** Ends the process once, with the first reason there is. */
async function end(status: number): Promise<void> {
  await keeper.close();
  process.exit(status);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void end(0));
}
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  void end(1);
});

if (values['for-tests']) {
  process.stdin.on('end', () => void end(0)).resume();
  const { socket } = await serveKeeper(keeper);
  process.stdout.write(`${socket}\n`);
} else {
  await startAll();
}

async function startAll(): Promise<void> {
  process.stderr.write('Starting RabbitMQ, PostgreSQL and Redis (about 7 s) ...\n');
  const started = await Promise.allSettled(
    SERVICE_KINDS.map(async (kind) => [kind, await keeper.command(kind, SHARED, 'start')] as const),
  );
  const failures = started.filter(({ status }) => status === 'rejected');
  for (const failure of failures) {
    if (failure.status === 'rejected') process.stderr.write(`${sentenceOf(failure.reason)}\n`);
  }
  if (failures.length > 0) {
    await end(1);
    return;
  }
  let management: ServiceAddress['managementUrl'];
  for (const result of started) {
    if (result.status === 'rejected') continue;
    const [kind, { address }] = result.value;
    if (address === undefined) continue;
    management ??= address.managementUrl;
    process.stdout.write(`${VARIABLES[kind]}=${address.url}\n`);
  }
  if (management !== undefined) process.stdout.write(`# management page: ${management}\n`);
  process.stderr.write('Ctrl-C ends them and removes their data.\n');
  // Nothing else holds the process when all services were given.
  setInterval(() => undefined, 1_000_000);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
