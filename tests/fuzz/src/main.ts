import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Outcome, Task } from './run.js';

const USAGE = `usage: npm run fuzz [-- --frames N] [--seed S] [--from N]

  Mutates the vectors of libs/dlms and sends them through everything that reads octets from outside.
  A frame is made from the seed and its number: --seed S --from N --frames 1 makes that one again.
`;
const WRONG_USAGE = 2;
const FRAMES = 1_000_000;
const LARGEST_SEED = 2 ** 31;
/** A frame that takes longer hangs. */
const HANGS_AFTER_MS = 10_000;
const WATCH_EVERY_MS = 1_000;
/** What caches may grow by; a leak of a few octets a frame is far above it in a million frames. */
const MOST_GROWTH = 32 * 1024 * 1024;

function readTask(): Task | undefined {
  try {
    const { values } = parseArgs({
      options: {
        frames: { type: 'string' },
        seed: { type: 'string' },
        from: { type: 'string' },
      },
    });
    const number = (text: string | undefined, otherwise: number): number =>
      text === undefined ? otherwise : Number(text);
    const task = {
      seed: number(values.seed, randomInt(LARGEST_SEED)),
      from: number(values.from, 0),
      frames: number(values.frames, FRAMES),
      progress: new SharedArrayBuffer(4),
    };
    const whole = [task.seed, task.from, task.frames].every((n) => Number.isInteger(n) && n >= 0);
    return whole ? task : undefined;
  } catch {
    return undefined;
  }
}

function fuzz(task: Task): Promise<Outcome> {
  const worker = new Worker(new URL('./run.js', import.meta.url), { workerData: task });
  const place = new Uint32Array(task.progress);
  let last = -1;
  let since = Date.now();
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      const frame = place[0] ?? 0;
      if (frame !== last) {
        last = frame;
        since = Date.now();
      } else if (Date.now() - since > HANGS_AFTER_MS) {
        resolve({ type: 'finding', frame, error: `no end after ${HANGS_AFTER_MS / 1000} s` });
        void worker.terminate();
      }
    }, WATCH_EVERY_MS);
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => {
        clearInterval(watch);
      });
  });
}

function report(outcome: Outcome, { seed, from, frames }: Task, seconds: number): number {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  if (outcome.type === 'finding') {
    print(`frame ${outcome.frame} of seed ${seed}: ${outcome.error}`);
    print(`npm run fuzz -- --seed ${seed} --from ${outcome.frame} --frames 1`);
    print('or, where it takes what was learned from the frames before:');
    print(`npm run fuzz -- --seed ${seed} --from ${from} --frames ${outcome.frame - from + 1}`);
    return 1;
  }
  for (const [name, count] of outcome.outcomes.toSorted(([, a], [, b]) => b - a))
    print(`${String(count).padStart(9)}  ${name}`);
  const [early, late] = outcome.heap;
  const mebibytes = (octets: number): string => (octets / 2 ** 20).toFixed(1);
  print(
    `${frames} frames of seed ${seed} in ${seconds.toFixed(1)} s, ${Math.round(frames / seconds)} a second`,
  );
  print(`heap after a tenth ${mebibytes(early)} MiB, at the end ${mebibytes(late)} MiB`);
  if (late - early <= MOST_GROWTH) return 0;
  print(`the heap has grown by more than ${mebibytes(MOST_GROWTH)} MiB`);
  return 1;
}

const task = readTask();
if (task === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = WRONG_USAGE;
} else {
  const started = performance.now();
  const outcome = await fuzz(task);
  process.exitCode = report(outcome, task, (performance.now() - started) / 1000);
}
