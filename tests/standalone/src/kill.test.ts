import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { configurationFile, workplace } from './configuration-file.js';
import { readDataFolder, type Contents } from './data-folder.js';
import { drain } from './drain.js';
import { Load } from './load.js';
import { READINGS_IN_FRAME } from './push-frames.js';
import { askToRunAgain } from './run-again.js';
import { StandaloneProcess } from './standalone-process.js';

/** Options of a life. The backlog is replayed about as fast as frames come. */
const ROOMY = {
  ProcessBoundedCapacity: 1_000_000,
  ...{ HandleHistoricRecordInterval: 50, HistoricRecordBatchingSize: 200 },
};
/** Far fewer may wait than come. */
const NARROW = { ...ROOMY, ProcessBoundedCapacity: 40, MaxBoundedPacketMultiplier: 1 };
/** No frame gives a reading, until it is run again under options that let it. */
const ILL = { ...ROOMY, SecurityLevel: 'Authentication' };

/** What the process is killed in, over and over: under which options it runs, and for how long at most. */
const LIVES = [
  { killedIn: 'load', options: 'roomy', longestMs: 600 },
  { killedIn: 'overflow', options: 'narrow', longestMs: 600 },
  { killedIn: 'replay', options: 'narrow', longestMs: 400 },
  { killedIn: 'start', options: 'roomy', longestMs: 1_500 },
  { killedIn: 're-run', options: 'roomy', longestMs: 100 },
] as const;
const ROUNDS = 4;
const KILLS = ROUNDS * LIVES.length;
const CONNECTIONS = 2;
const UNDER_LOAD: readonly string[] = ['load', 'overflow'];
/** Time in which frames come that no life but the first refuses. */
const ILL_MS = 300;

it(`settles every accepted frame exactly once, however often it is killed, during overflow, replay and re-run too (${KILLS} times here)`, async () => {
  const { folder, config: roomy, data } = await workplace(ROOMY);
  const narrow = await configurationFile(folder, 'narrow', NARROW);
  const configs = { roomy, narrow };
  const load = new Load();
  let before = await fallIll(await configurationFile(folder, 'ill', ILL), data, load);
  const accepted = new Set<string>();
  const seen = { live: 0, backlog: 0, historic: 0, dying: 0, rerun: 0 };

  for (let kill = 0; kill < KILLS; kill++) {
    const { killedIn, options, longestMs } = LIVES[kill % LIVES.length] ?? LIVES[0];
    const standalone = new StandaloneProcess(
      '--config',
      configs[options],
      '--data',
      data,
      '--json',
    );
    if (killedIn !== 'start') {
      const port = await standalone.port('north');
      if (UNDER_LOAD.includes(killedIn)) load.start(port, CONNECTIONS);
      if (killedIn === 're-run') {
        await askToRunAgain(data);
        // Of those that are refused again, or of others: it is on its way.
        await standalone.linesWhere((line) => 'refused' in line || 'reading' in line);
      }
    }
    await sleep(Math.random() * longestMs);
    expect(await standalone.signal('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    await load.stop();
    const contents = await readDataFolder(data);
    for (const id of contents.accepted) accepted.add(id);
    for (const place of ['live', 'backlog', 'historic', 'dying'] as const)
      if (contents[place].size > 0) seen[place]++;
    if (isRunningAgain(contents, before)) seen.rerun++;
    before = contents;
  }

  const { queues, readings, deadLetters, ...last } = await drain(roomy, data);

  expect(queues).toEqual({});
  expect(last.marked).toBe(0);
  // No frame was taken for one that kills.
  expect([...deadLetters.values()]).not.toContain('process.poison');
  // Nothing was accepted after the last kill, and nothing that was accepted before is gone.
  const lost = [...accepted].filter((id) => !last.accepted.has(id));
  const unheardOf = [...last.accepted].filter((id) => !accepted.has(id));
  expect({ lost, unheardOf }).toEqual({ lost: [], unheardOf: [] });
  expect([...readings.keys()].filter((id) => deadLetters.has(id))).toEqual([]);
  expect(readings.size + deadLetters.size).toBe(accepted.size);
  // Each frame was sent once with a number of its own: twice the same number would be a frame captured twice.
  const numbers = [...readings.values()].map((values) => {
    expect(values).toHaveLength(READINGS_IN_FRAME);
    return values[0];
  });
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(accepted.size).toBeLessThanOrEqual(load.sent);
  // The test itself must have tested something.
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
  expect(accepted.size).toBeGreaterThan(1_000);
  await rm(folder, { recursive: true });
}, 300_000);

/** A life that refuses every frame and ends in the regular way: a frame must not be judged in two ways. */
async function fallIll(config: string, data: string, load: Load): Promise<Contents> {
  const standalone = new StandaloneProcess('--config', config, '--data', data, '--json');
  load.start(await standalone.port('north'), CONNECTIONS);
  await sleep(ILL_MS);
  await load.stop();
  expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });
  const contents = await readDataFolder(data);
  const { deadLetters, queues, readings } = contents;
  expect({ queues, readings: readings.size }).toEqual({ queues: {}, readings: 0 });
  expect(deadLetters.size).toBeGreaterThan(100);
  return contents;
}

/** Whether what was nothing but a dead letter before is on its way through the pipeline. */
function isRunningAgain(contents: Contents, before: Contents): boolean {
  const isOnItsWay = (id: string, { live, historic }: Contents): boolean =>
    live.has(id) || historic.has(id);
  return [...before.deadLetters.keys()].some(
    (id) => isOnItsWay(id, contents) && !isOnItsWay(id, before),
  );
}
