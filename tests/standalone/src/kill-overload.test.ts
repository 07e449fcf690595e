import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { workplace } from './configuration-file.js';
import { readDataFolder } from './data-folder.js';
import { drain } from './drain.js';
import { Load } from './load.js';
import { READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess } from './standalone-process.js';

const KILLS = 6;
const CONNECTIONS = 2;
/** Under load for so long at most before the kill. */
const LONGEST_LIFE_MS = 600;
/** Every third time nothing comes while the backlog is replayed. */
const QUIET_EVERY = 3;

/** Far below what comes, and replayed about as fast as it comes. */
const OVERLOADED = {
  ...{ ProcessBoundedCapacity: 40, MaxBoundedPacketMultiplier: 1 },
  ...{ HandleHistoricRecordInterval: 50, HistoricRecordBatchingSize: 200 },
  BackgroundProcessBoundedCapacity: 400,
};

it(`settles every committed frame exactly once though it is killed during overflow and replay (${KILLS} times here)`, async () => {
  const { folder, config, data } = await workplace(OVERLOADED);
  const load = new Load();
  const committed = new Set<string>();
  let killedWithBacklog = 0;
  let killedDuringReplay = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const standalone = new StandaloneProcess('--config', config, '--data', data, '--json');
    const port = await standalone.port('north');
    if (kill % QUIET_EVERY !== QUIET_EVERY - 1) load.start(port, CONNECTIONS);
    await sleep(Math.random() * LONGEST_LIFE_MS);
    await standalone.signal('SIGKILL');
    await load.stop();
    const { live, historic, backlog, dying, readings, deadLetters } = await readDataFolder(data);
    if (backlog.size > 0) killedWithBacklog++;
    if (historic.size > 0) killedDuringReplay++;
    for (const ids of [live, historic, backlog, dying, readings.keys(), deadLetters])
      for (const id of ids) committed.add(id);
  }

  const { queues, readings, deadLetters } = await drain(config, data);

  expect(queues).toEqual({});
  const lost = [...committed].filter((id) => !readings.has(id) && !deadLetters.has(id));
  expect(lost).toEqual([]);
  // Frames whose readings were on their way to the recorder at the last kill are seen here for the first time.
  expect(readings.size + deadLetters.size).toBeGreaterThanOrEqual(committed.size);
  expect(readings.size + deadLetters.size).toBeLessThanOrEqual(load.sent);
  expect([...readings.keys()].filter((id) => deadLetters.has(id))).toEqual([]);
  // Each frame was sent once with a number of its own: twice the same number would be a frame captured twice.
  const numbers = [...readings.values()].map((values) => {
    expect(values).toHaveLength(READINGS_IN_FRAME);
    return values[0];
  });
  expect(new Set(numbers).size).toBe(numbers.length);
  // The test itself must have tested something.
  expect(killedWithBacklog).toBeGreaterThan(KILLS / 2);
  expect(killedDuringReplay).toBeGreaterThan(0);
  expect(committed.size).toBeLessThanOrEqual(load.sent);
  await rm(folder, { recursive: true });
}, 300_000);
