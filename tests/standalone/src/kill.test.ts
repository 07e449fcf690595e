import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { workplace } from './configuration-file.js';
import { readDataFolder } from './data-folder.js';
import { drain } from './drain.js';
import { Load } from './load.js';
import { READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess } from './standalone-process.js';

const KILLS = 20;
const CONNECTIONS = 4;
/** Under load for at most so long before the kill. */
const LONGEST_LIFE_MS = 600;
/** Every fifth time the kill comes while the process starts. */
const AT_START_EVERY = 5;

it(`settles every committed frame exactly once, however often it is killed (${KILLS} times here)`, async () => {
  const { folder, config, data } = await workplace({ ProcessBoundedCapacity: 1_000_000 });
  const load = new Load();
  const committed = new Set<string>();
  let killedUnderLoad = 0;
  let killedBetween = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const standalone = new StandaloneProcess('--config', config, '--data', data, '--json');
    if (kill % AT_START_EVERY === 0) {
      await sleep(Math.random() * 1_500);
      await standalone.signal('SIGKILL');
    } else {
      load.start(await standalone.port('north'), CONNECTIONS);
      await sleep(Math.random() * LONGEST_LIFE_MS);
      const { signal } = await standalone.signal('SIGKILL');
      expect(signal).toBe('SIGKILL');
      await load.stop();
      killedUnderLoad++;
    }
    const { live, dying, readings, deadLetters } = await readDataFolder(data);
    if (live.size + dying.size > 0) killedBetween++;
    for (const id of [...live, ...dying, ...readings.keys(), ...deadLetters]) committed.add(id);
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
  expect(killedUnderLoad).toBeGreaterThan(KILLS / 2);
  expect(killedBetween).toBeGreaterThan(0);
  expect(committed.size).toBeGreaterThan(100);
  expect(committed.size).toBeLessThanOrEqual(load.sent);
  await rm(folder, { recursive: true });
}, 300_000);
