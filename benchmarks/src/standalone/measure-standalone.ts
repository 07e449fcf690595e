import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from '@dlms-telemetry/store';
import { configurationText, REGISTERS_IN_PUSH } from '../decode/fleet.js';
import type { Load } from './load.js';
import { StandaloneProcess } from './standalone-process.js';
import { spent, threadTimes } from './threads.js';

/** How `standalone` is measured. */
export interface StandaloneMeasurement {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Frames sent of which no reading has come out yet, at most. */
  readonly window: number;
  /** The receptor's `ProcessBoundedCapacity`: times four is where frames would go to the backlog. */
  readonly capacity: number;
  /** Frames a second; as many as it takes without it. */
  readonly rate?: number;
  /** Command line of Node, for profiles. */
  readonly nodeOptions?: readonly string[];
}

/** What came of it. */
export interface StandaloneMeasured {
  /** Frames that came out as readings, a second of the clock, while all was running. */
  readonly publishedPerSecond: number;
  /** Frames sent after the warm-up / seconds until every reading was stored and the process had ended. */
  readonly storedPerSecond: number;
  /** Microseconds of processor time a frame: whole process, and each thread that took part. */
  readonly cpu: { readonly process: number; readonly threads: readonly number[] };
  /** Milliseconds from a frame's octets written to its reading read on stdout, in order. */
  readonly latencies: Float64Array;
  /** Syncs of files that the process asked the disk for, in all. */
  readonly fileSyncs: number | null;
  readonly frames: number;
}

const PUMP_MS = 1;
/** At most so much is made up for after a pause of this process. */
const LONGEST_PAUSE_MS = 20;
const IDLE_POLL_MS = 5;
const LONGEST_WAIT_MS = 60_000;
const US_A_SECOND = 1e6;
/** Threads that take less have nothing to do with frames. */
const LEAST_THREAD_US = 0.5;

/** Starts `standalone` on an empty data folder, pushes to it, stops it, and looks what it has stored. */
export async function measureStandalone(
  load: Load,
  options: StandaloneMeasurement,
): Promise<StandaloneMeasured> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-standalone-'));
  try {
    const config = join(folder, 'dlms.json');
    const data = join(folder, 'data');
    await writeFile(
      config,
      configurationText(
        load.meters,
        { secured: 0 },
        {
          ProcessBoundedCapacity: options.capacity,
          // All come from one address: on a slow machine a pause would close them as replaced.
          DroppedClientDetection: ['ReadTimeout'],
        },
      ),
    );
    const standalone = new StandaloneProcess(
      ['--config', config, '--data', data],
      options.nodeOptions,
    );
    await load.connect(await standalone.listening);
    const measured = await run(load, standalone, options);
    const stored = await storedIn(data);
    if (stored.readings !== measured.frames * REGISTERS_IN_PUSH || stored.waiting > 0)
      throw new Error(`${JSON.stringify(stored)} of ${measured.frames} frames`);
    return measured;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(
  load: Load,
  standalone: StandaloneProcess,
  options: StandaloneMeasurement,
): Promise<StandaloneMeasured> {
  const latencies: number[] = [];
  const sentAt = load.meters.map((): number[] => []);
  let isMeasured = false;
  let sent = 0;
  standalone.onFrame = (meter) => {
    const at = sentAt[meter]?.shift();
    if (at !== undefined && isMeasured) latencies.push(performance.now() - at);
  };
  const published = (): number => Math.floor(standalone.readings / REGISTERS_IN_PUSH);
  const pushFor = async (seconds: number): Promise<void> => {
    const end = performance.now() + seconds * 1000;
    let last = performance.now();
    let owed = 0;
    for (let now = last; now < end; now = performance.now()) {
      const pause = Math.min(now - last, LONGEST_PAUSE_MS);
      last = now;
      owed += (pause * (options.rate ?? 0)) / 1000;
      const free = Math.max(0, options.window - (sent - published()));
      const wanted = options.rate === undefined ? free : Math.min(free, Math.floor(owed));
      const done = load.send(wanted, (meter) => sentAt[meter]?.push(performance.now()));
      sent += done;
      owed -= done;
      if (load.prepared === 0) throw new Error('more frames are taken than were prepared');
      await (wanted > 0 && options.rate === undefined ? new Promise(setImmediate) : sleep(PUMP_MS));
    }
  };

  await pushFor(options.warmUpSeconds);
  isMeasured = true;
  const start = performance.now();
  const before = { sent, published: published(), times: await threadTimes(standalone.pid) };
  await pushFor(options.seconds);
  const publishedPerSecond =
    (published() - before.published) / ((performance.now() - start) / 1000);
  for (let waited = 0; published() < sent; waited += IDLE_POLL_MS) {
    if (waited > LONGEST_WAIT_MS)
      throw new Error(`of ${sent} frames only ${published()} came out as readings`);
    await sleep(IDLE_POLL_MS);
  }
  const times = spent(before.times, await threadTimes(standalone.pid));
  await load.close();
  const { counts } = await standalone.stop();
  const seconds = (performance.now() - start) / 1000;
  const measured = sent - before.sent;
  const us = (time: number): number => (time * US_A_SECOND) / measured;
  const threads = [...times.values()].map(us);
  return {
    publishedPerSecond,
    storedPerSecond: measured / seconds,
    cpu: {
      process: threads.reduce((sum, time) => sum + time, 0),
      threads: threads.filter((time) => time >= LEAST_THREAD_US),
    },
    latencies: Float64Array.from(latencies).sort(),
    fileSyncs: typeof counts.fileSyncs === 'number' ? counts.fileSyncs : null,
    frames: sent,
  };
}

async function storedIn(data: string): Promise<{ readings: number; waiting: number }> {
  const store = await openEmbeddedStore(data);
  try {
    const queues = await store.queue.queues();
    return {
      readings: await store.readings.count(),
      waiting: queues.reduce((sum, { messages }) => sum + messages, 0),
    };
  } finally {
    await store.close();
  }
}
