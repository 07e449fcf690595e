import { fork, type ChildProcess } from 'node:child_process';
import { allocatedBy, median, runFor, type Case, type Round } from './measure.js';

/** How often, and how long. */
export interface CompareOptions {
  readonly rounds: number;
  /** Milliseconds for each case in each round. */
  readonly roundMs: number;
}

/** What was measured of a case; medians over the rounds. */
export interface Measured {
  readonly name: string;
  readonly baseline: string | null;
  /** Turns in a second of processor time, all threads of the process together. */
  readonly perCpuSecond: number;
  /** Turns in a second on the clock. */
  readonly perSecond: number;
  /** Slowest and fastest round, in turns a second of processor time. */
  readonly spread: readonly [number, number];
  /** Octets allocated a turn, on the heap and beside it. */
  readonly allocated: number;
}

type Request = { readonly round: number } | { readonly allocated: true };
type Answer = Round | { readonly octets: number };

const WARM_UP_MS = 500;

/**
 * Measures cases in turn, round by round (A B C A B C), so that what the machine does beside touches all of them alike.
 * Each runs in a process of its own, as it would at work: no heap and no optimised code is shared.
 *
 * @param entry a program that calls `serveCase`; its arguments are those of this program, then the case's name
 */
export async function compare(
  cases: readonly Pick<Case, 'name' | 'baseline'>[],
  entry: string,
  options: CompareOptions,
): Promise<Measured[]> {
  const processes = cases.map(({ name }) => fork(entry, [...process.argv.slice(2), name]));
  try {
    for (const each of processes) await ask(each, { round: WARM_UP_MS });
    const rounds = cases.map((): Round[] => []);
    for (let i = 0; i < options.rounds; i++) {
      for (const [index, each] of processes.entries()) {
        const answer = await ask(each, { round: options.roundMs });
        if ('turns' in answer) rounds[index]?.push(answer);
      }
    }
    const measured: Measured[] = [];
    for (const [index, { name, baseline }] of cases.entries()) {
      const each = processes[index];
      const answer = each === undefined ? undefined : await ask(each, { allocated: true });
      const allocated = answer !== undefined && 'octets' in answer ? answer.octets : Number.NaN;
      measured.push({ name, baseline, allocated, ...summary(rounds[index] ?? []) });
    }
    return measured;
  } finally {
    for (const each of processes) each.kill();
  }
}

/** The other side: runs the case when it is asked to. */
export function serveCase(each: Case): void {
  process.on('message', (request: Request) => {
    const answer: Answer =
      'round' in request ? runFor(each, request.round) : { octets: allocatedBy(each) };
    process.send?.(answer);
  });
}

function ask(child: ChildProcess, request: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => {
      reject(new Error('a case ended with an error'));
    };
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer as Answer);
    });
    child.send(request);
  });
}

function summary(
  rounds: readonly Round[],
): Pick<Measured, 'perCpuSecond' | 'perSecond' | 'spread'> {
  const perCpuSecond = rounds.map(({ turns, cpuSeconds }) => turns / cpuSeconds);
  return {
    perCpuSecond: median(perCpuSecond),
    perSecond: median(rounds.map(({ turns, seconds }) => turns / seconds)),
    spread: [Math.min(...perCpuSecond), Math.max(...perCpuSecond)],
  };
}
