import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One thing to be measured against others. */
export interface Case {
  readonly name: string;
  /** The case that it is compared with. */
  readonly baseline: string | null;
  /** Does the work once; `turn` counts up from 0. Gives a number that depends on the work, so that it cannot be left out. */
  readonly run: (turn: number) => number;
}

/** What came of running a case for a while. */
export interface Round {
  readonly turns: number;
  /** Of the processor, all threads of the process together: garbage collection counts. */
  readonly cpuSeconds: number;
  /** On the clock. */
  readonly seconds: number;
}

/** Turns between two looks at the clock. */
const BATCH = 64;
const HEAP_TURNS = 20_000;
const FEW_TURNS = 64;
const SAMPLES = 15;

/** Keeps what the cases give, so that no engine finds out that nobody needs it. */
let kept = 0;

/** Runs a case for so many milliseconds. */
export function runFor({ run }: Case, ms: number): Round {
  const before = process.cpuUsage();
  const start = performance.now();
  let turns = 0;
  let now = start;
  while (now - start < ms) {
    for (let i = 0; i < BATCH; i++) kept = (kept + run(turns + i)) | 0;
    turns += BATCH;
    now = performance.now();
  }
  const { user, system } = process.cpuUsage(before);
  return { turns, cpuSeconds: (user + system) / 1e6, seconds: (now - start) / 1e3 };
}

/** Octets allocated a turn, on the heap and beside it (the memory of buffers). */
export function allocatedBy(each: Case): number {
  return allocatedOnHeap(each) + allocatedBeside(each);
}

/** What the heap in use has grown by, and what each garbage collection in between has freed. */
function allocatedOnHeap({ run }: Case): number {
  collectGarbage();
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage().heapUsed;
  for (let turn = 0; turn < HEAP_TURNS; turn++) kept = (kept + run(turn)) | 0;
  let octets = process.memoryUsage().heapUsed - before;
  for (const { beforeGC, afterGC } of profiler.stop().statistics)
    octets += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  return octets / HEAP_TURNS;
}

/** Other memory is freed at any time after a collection: it is counted over turns between which none happens. */
function allocatedBeside({ run }: Case): number {
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    collectGarbage();
    const before = process.memoryUsage().external;
    for (let turn = 0; turn < FEW_TURNS; turn++) kept = (kept + run(turn)) | 0;
    samples.push((process.memoryUsage().external - before) / FEW_TURNS);
  }
  return Math.max(0, median(samples));
}

/** The middle one of some values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
