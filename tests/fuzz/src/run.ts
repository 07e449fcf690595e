import { parentPort, workerData } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Fuzzer } from './fuzzer.js';

/** What the worker is told. */
export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly frames: number;
  /** One number: the frame in work. Whoever watches sees it stand still. */
  readonly progress: SharedArrayBuffer;
}

/** What the worker tells at the end. */
export type Outcome =
  | {
      readonly type: 'done';
      readonly outcomes: readonly (readonly [string, number])[];
      /** Octets of heap after a tenth of the frames, and at the end, garbage collected. */
      readonly heap: readonly [number, number];
    }
  | { readonly type: 'finding'; readonly frame: number; readonly error: string };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function run({ seed, from, frames, progress }: Task): Outcome {
  const place = new Uint32Array(progress);
  const fuzzer = new Fuzzer(seed);
  const tenth = from + Math.floor(frames / 10);
  let early = 0;
  for (let n = from; n < from + frames; n++) {
    place[0] = n;
    if (n === tenth) early = heap();
    try {
      fuzzer.run(n);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { type: 'finding', frame: n, error: text };
    }
  }
  return { type: 'done', outcomes: [...fuzzer.outcomes], heap: [early, heap()] };
}

parentPort?.postMessage(run(workerData as Task));
