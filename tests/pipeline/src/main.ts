/**
 * `npm run pipeline`: the whole pipeline as separate processes on private services, or on those that `AMQP_URL`,
 * `DATABASE_URL` and `REDIS_URL` name. Without a configuration simulated meters push to it.
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KeyRing } from '@dlms-telemetry/registry';
import { sampleConfiguration, sampleReceptors } from '@dlms-telemetry/simulate';
import { grantGatewayRole, openPostgresStore } from '@dlms-telemetry/store';
import type { App, Line } from './app-process.js';
import { servicesOf, type RunningServices } from './given-services.js';
import { Pipeline } from './pipeline.js';
import { showReadings } from './show-readings.js';
import { simulateMeters } from './simulated-meters.js';

const HELP = `Usage: npm run pipeline -- [options]

Runs gateway, decoder, historic, recorder and admin-api as separate processes; one that ends is started again.

  --gateways N   how many gateways share the ports (default 1)
  --decoders N   how many decoders share the frames (default 2)
  --config FILE  configuration file; without it simulated meters push to a sample configuration
  --readings     prints each reading that arrives on the exchange telemetry
  --log FILE     where the logs of all processes go (default: only warnings are shown)
  --help         shows this

AMQP_URL, DATABASE_URL and REDIS_URL name services that run; without them private ones are started. With a database that
outlives the run KEY_ENCRYPTION_KEYS is needed too.
`;

const LARGEST_NUMBER = 64;

interface Arguments {
  readonly gateways: number;
  readonly decoders: number;
  readonly config: string | undefined;
  readonly readings: boolean;
  readonly log: string | undefined;
}

function readArguments(): Arguments | undefined {
  const { values } = parseArgs({
    options: {
      gateways: { type: 'string', default: '1' },
      decoders: { type: 'string', default: '2' },
      config: { type: 'string' },
      readings: { type: 'boolean', default: false },
      log: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    gateways: numberOf('gateways', values.gateways),
    decoders: numberOf('decoders', values.decoders),
    config: values.config === undefined ? undefined : resolve(values.config),
    readings: values.readings,
    log: values.log === undefined ? undefined : resolve(values.log),
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= LARGEST_NUMBER) return number;
  throw new Error(`--${name} takes a whole number from 1 to ${LARGEST_NUMBER}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What a process has told, as far as somebody who tries it by hand wants to know. */
function show(line: Line): void {
  const name = typeof line.process === 'string' ? line.process : '';
  if (line.event === 'listening' && typeof line.receptor === 'string')
    say(
      `${name}: receptor ${line.receptor} on ${String(line.address)} port ${String(line.port)}${line.transport === 'udp' ? ' (UDP)' : ''}`,
    );
  else if (line.msg === 'the API is open')
    say(`${name}: http://127.0.0.1:${String(line.port)}/api/docs`);
  else if (line.event === 'observed')
    say(`${name}: http://127.0.0.1:${String(line.port)}/metrics and /health/ready`);
  else if (line.level === 'warn' || line.level === 'error') say(JSON.stringify(line));
  else if (typeof line.text === 'string') say(line.text);
}

async function run(args: Arguments): Promise<number> {
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        done();
      });
  });
  const folder = mkdtempSync(join(tmpdir(), 'dlms-pipeline-'));
  const services = await servicesOf(process.env);
  try {
    const keys = process.env.KEY_ENCRYPTION_KEYS ?? '';
    if (!services.own && keys === '') {
      say('KEY_ENCRYPTION_KEYS is missing: keys in this database outlive the run');
      return 78;
    }
    return await runOn(services, {
      args,
      folder,
      keys: keys === '' ? KeyRing.generate('pipeline') : keys,
      stopped,
    });
  } finally {
    await services.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly args: Arguments;
  readonly folder: string;
  readonly keys: string;
  readonly stopped: Promise<void>;
}

async function runOn({ urls }: RunningServices, run: Run): Promise<number> {
  const { args, folder, keys, stopped } = run;
  const receptors = args.config === undefined ? sampleReceptors() : [];
  const config = args.config ?? join(folder, 'sample.json');
  if (args.config === undefined)
    writeFileSync(config, JSON.stringify(sampleConfiguration(receptors)));
  const log = args.log === undefined ? undefined : openLog(args.log);
  const pipeline = new Pipeline({
    ...{ config, env: { ...urls, HTTP_PORT: '0' } },
    processes: {
      ...{
        gateway: args.gateways,
        decoder: args.decoders,
        historic: 1,
        recorder: 1,
        'admin-api': 1,
      },
    },
    envOf: {
      gateway: {
        DATABASE_URL: await gatewayUrl(urls.DATABASE_URL),
        SHARED_PORTS: args.gateways > 1 ? 'on' : 'off',
      },
      decoder: { KEY_ENCRYPTION_KEYS: keys },
      historic: { KEY_ENCRYPTION_KEYS: keys },
      'admin-api': { KEY_ENCRYPTION_KEYS: keys },
    },
    told: (line) => {
      log?.(line);
      show(line);
    },
    ended: (app: App, { code, signal }) => {
      say(`${app} has ended with ${signal ?? String(code)} and is started again`);
    },
  });
  const running = pipeline.start();
  const isUp = await Promise.race([running.then(() => true), stopped.then(() => false)]);
  const ends: (() => Promise<void>)[] = [];
  if (isUp) {
    if (args.readings) ends.push(await showReadings(urls.AMQP_URL));
    ends.push(...(await simulateMeters(receptors, folder)));
    for (const [name, url] of Object.entries<string>({ ...urls }))
      say(`${name}=${withoutPassword(url)}`);
    say('All processes run. Ctrl-C stops them.');
    await stopped;
  }
  say('Stopping: what was accepted is settled first ...');
  running.catch(() => undefined);
  for (const end of ends) await end();
  const bad = (await pipeline.stop()).filter(({ code }) => code !== 0);
  for (const { app, code, signal } of bad) say(`${app} ended with ${signal ?? String(code)}`);
  return bad.length === 0 ? 0 : 1;
}

function openLog(file: string): (line: Line) => void {
  return (line) => {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}

/** The database as gateways may use it: with a role that may add to the backlog and do nothing else. */
async function gatewayUrl(databaseUrl: string): Promise<string> {
  const store = await openPostgresStore({ url: databaseUrl });
  await store.close();
  const role = 'dlms_gateway';
  const password = randomBytes(18).toString('base64url');
  await grantGatewayRole(databaseUrl, { role, password });
  const url = new URL(databaseUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href;
}

let args: Arguments | undefined;
try {
  args = readArguments();
  if (args === undefined) process.stdout.write(HELP);
} catch (error) {
  say(
    `error: ${error instanceof Error ? error.message : String(error)}\n(--help shows the options)`,
  );
  process.exit(2);
}
process.exit(
  args === undefined
    ? 0
    : await run(args).catch((error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
        return 1;
      }),
);
