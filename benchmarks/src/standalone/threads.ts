import { readdir, readFile } from 'node:fs/promises';

/** Linux counts the time of a thread in hundredths of a second, whatever its clock does. */
const TICKS_A_SECOND = 100;
const USER_TIME_FIELD = 11;
const SYSTEM_TIME_FIELD = 12;

/** Processor time of a process's threads up to now, in seconds, by thread id. Empty where there is no /proc. */
export async function threadTimes(pid: number): Promise<Map<number, number>> {
  const times = new Map<number, number>();
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder).catch(() => []);
  for (const thread of threads) {
    const text = await readFile(`${folder}/${thread}/stat`, 'utf8').catch(() => '');
    // What is before the last parenthesis is the name, which may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TIME_FIELD]) + Number(fields[SYSTEM_TIME_FIELD]);
    if (Number.isFinite(ticks)) times.set(Number(thread), ticks / TICKS_A_SECOND);
  }
  return times;
}

/** Seconds that each thread has worked between two looks. */
export function spent(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): Map<number, number> {
  return new Map([...after].map(([thread, time]) => [thread, time - (before.get(thread) ?? 0)]));
}
