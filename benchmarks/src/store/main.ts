import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FrameReadings } from '@dlms-telemetry/reading';
import { openEmbeddedStore, openPostgresStore, type Store } from '@dlms-telemetry/store';
import { Client } from 'pg';
import { machine, type Report, type Result } from '../report.js';
import { Pushes, REGISTERS, runsOf } from './pushes.js';
import { SingleRows } from './single-rows.js';

/** What `npm run bench -- store` takes, for the usage. */
export const STORE_USAGE = `  store [--json] [--database-url URL] [--seconds N] [--meters N] [--frames N]
             readings stored a second, in transactions of so many frames of ${REGISTERS}: on the embedded
             database, and with a URL on that Postgres, beside a row for each reading there
`;

interface StoreOptions {
  readonly seconds: number;
  readonly meters: number;
  readonly frames: number;
}

/** Where pushes are stored. */
interface Target {
  upsert(frames: readonly FrameReadings[]): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
let days = 0;

/** Measures and gives what is to be printed; undefined when the words cannot be read. */
export async function benchStore(args: readonly string[]): Promise<string | undefined> {
  const parsed = parse(args);
  if (parsed === undefined) return undefined;
  const { json, url, options } = parsed;
  const results: Result[] = [await measure('embedded', await embedded(), options, 1)];
  if (url !== undefined) {
    const schema = await freshSchema(url);
    try {
      const rows = await measure('single rows', await SingleRows.open(schema.url), options, 1);
      const store = await openPostgresStore({ url: schema.url });
      const one = await measure('postgres', targetOf(store), options, 1);
      const two = await measure(
        'postgres, two at once',
        targetOf(await openPostgresStore({ url: schema.url })),
        options,
        2,
      );
      results.push(rows, compared(one, rows), compared(two, rows));
    } finally {
      await schema.drop();
    }
  }
  const report: Report = { name: 'store', machine: machine(), options: { ...options }, results };
  return json ? `${JSON.stringify(report)}\n` : textOf(report);
}

async function measure(
  name: string,
  target: Target,
  { seconds, meters, frames }: StoreOptions,
  atOnce: number,
): Promise<Result> {
  // A day of its own for each: nobody finds what another has stored.
  const pushes = new Pushes(meters, (Math.floor(Date.now() / DAY_MS) - days++) * DAY_MS);
  let stored = 0;
  let end = Number.POSITIVE_INFINITY;
  const storeOn = async (): Promise<void> => {
    while (performance.now() < end) {
      await target.upsert(pushes.take(frames));
      stored += frames * REGISTERS;
    }
  };
  try {
    // All meters are known before it counts.
    for (let n = 0; n < meters; n += frames) await target.upsert(pushes.take(frames));
    const begun = performance.now();
    end = begun + seconds * 1000;
    await Promise.all(Array.from({ length: atOnce }, storeOn));
    const value = Math.round(stored / ((performance.now() - begun) / 1000));
    return { case: name, value, unit: 'readings/s', baseline: null, ratio: null };
  } finally {
    await target.close();
  }
}

function targetOf(store: Store): Target {
  return {
    upsert: (frames) => store.readings.upsert(runsOf(frames)),
    close: () => store.close(),
  };
}

async function embedded(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-store-'));
  const target = targetOf(await openEmbeddedStore(folder));
  return {
    upsert: (frames) => target.upsert(frames),
    close: async () => {
      await target.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function freshSchema(url: string): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  await ask(url, `create schema ${name}`);
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${name}`);
  return { url: own.href, drop: () => ask(url, `drop schema ${name} cascade`) };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function compared(result: Result, baseline: Result): Result {
  const ratio = Number((result.value / baseline.value).toFixed(2));
  return { ...result, baseline: baseline.case, ratio };
}

function textOf({ options, results }: Report): string {
  const lines = results.map(
    ({ case: name, value, unit, baseline, ratio }) =>
      `${name.padEnd(24)}${value.toLocaleString('en').padStart(10)} ${unit}` +
      (ratio === null ? '' : `  ${ratio} x ${baseline}`),
  );
  return [`store, ${JSON.stringify(options)}`, '', ...lines, ''].join('\n');
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        'database-url': text,
        seconds: { ...text, default: '5' },
        meters: { ...text, default: '2000' },
        frames: { ...text, default: '100' },
      },
    });
    const options = {
      seconds: Number(values.seconds),
      meters: Number(values.meters),
      frames: Number(values.frames),
    };
    if (!Object.values(options).every((value) => value > 0)) return undefined;
    return { json: values.json, url: values['database-url'], options };
  } catch {
    return undefined;
  }
}
