import { GCProfiler } from 'node:v8';

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
const ALLOCATION_TURNS = 20_000;

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

/**
 * Octets allocated a turn, on the heap and beside it: what memory in use has grown by, and what each garbage collection
 * in between has freed.
 */
export function allocatedBy({ run }: Case): number {
  const profiler = new GCProfiler();
  profiler.start();
  const before = process.memoryUsage();
  for (let turn = 0; turn < ALLOCATION_TURNS; turn++) kept = (kept + run(turn)) | 0;
  const after = process.memoryUsage();
  let octets = after.heapUsed + after.external - before.heapUsed - before.external;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    octets += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
    octets += beforeGC.heapStatistics.externalMemory - afterGC.heapStatistics.externalMemory;
  }
  return Math.max(0, octets / ALLOCATION_TURNS);
}
