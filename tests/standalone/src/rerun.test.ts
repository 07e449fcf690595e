import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from './configuration-file.js';
import { readDataFolder } from './data-folder.js';
import { dlms } from './dlms-command.js';
import { READINGS_IN_FRAME, pushFrame } from './push-frames.js';
import { askToRunAgain } from './run-again.js';
import { StandaloneProcess } from './standalone-process.js';

const TIME_LIMIT = 120_000;
const FRAMES = 500;
const KILLS = 5;
/** Longest time from the request to the kill. */
const LONGEST_RERUN_MS = 250;
/** Under it every frame is refused, since none is protected; their number has no quota, as strangers' has. */
const ILL = { SecurityLevel: 'Authentication' };

describe('dead letters that are run again after the cure', () => {
  let ill: Workplace;
  let cured: Workplace;

  beforeEach(async () => {
    ill = await workplace(ILL);
    cured = await workplace();
  });
  afterEach(async () => {
    for (const { folder } of [ill, cured]) await rm(folder, { recursive: true });
  });

  const start = ({ config }: Workplace): StandaloneProcess =>
    new StandaloneProcess('--config', config, '--data', ill.data, '--json');

  /** Pushes frames under the ill configuration. @returns the ids of their dead letters */
  async function fallIll(frames: number): Promise<string[]> {
    const standalone = start(ill);
    const socket = connect(await standalone.port('north'), '127.0.0.1');
    for (let n = 1; n <= frames; n++) socket.write(pushFrame(n));
    const refused = await standalone.linesWhere((line) => 'refused' in line, frames);
    socket.destroy();
    await standalone.signal('SIGTERM');
    return refused.map((line) => (line.refused as { frameId: string }).frameId).sort();
  }

  it(
    'give their readings under their own ids, in a running process and over a stop',
    async () => {
      const [first = '', second = '', third = ''] = await fallIll(3);
      const where = ['--data', ill.data];
      expect(await dlms('dead', 'list', ...where)).toHaveLength(3);
      const done = { done: { frames: 1, withoutReceptor: 0 } };

      // Nobody runs on the folder: it goes with the next start. The cause is still there.
      expect(await dlms('dead', 'rerun', '--frame', first, ...where)).toEqual([done]);
      const stillIll = start(ill);
      await stillIll.linesWhere((line) => 'refused' in line);
      await stillIll.signal('SIGTERM');
      expect(await dlms('dead', 'list', ...where)).toHaveLength(3);

      const standalone = start(cured);
      await standalone.port('north');
      expect(await dlms('dead', 'discard', '--frame', third, ...where)).toEqual([done]);
      expect(await dlms('dead', 'rerun', '--code', 'security.plain', ...where)).toEqual([
        { done: { frames: 2, withoutReceptor: 0 } },
      ]);
      const shown = await standalone.linesWhere((line) => 'reading' in line, 4);
      expect(new Set(shown.map(({ frameId }) => frameId))).toEqual(new Set([first, second]));
      expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });

      expect(await dlms('dead', 'list', ...where)).toEqual([]);
      expect(await dlms('dead', 'list', '--all', ...where)).toMatchObject([
        { frameId: first, resolution: 'readings' },
        { frameId: second, resolution: 'readings' },
        { frameId: third, resolution: 'discarded' },
      ]);
    },
    TIME_LIMIT,
  );

  it(
    `lose and double nothing when the process is killed meanwhile (${KILLS} times here)`,
    async () => {
      const dead = await fallIll(FRAMES);
      const where = ['--data', ill.data];
      let interrupted = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const standalone = start(cured);
        await standalone.port('north');
        await askToRunAgain(ill.data);
        // Later than its first reading nothing may be left to interrupt, now and with all further kills.
        await Promise.race([
          standalone.linesWhere((line) => 'reading' in line),
          sleep(Math.random() * LONGEST_RERUN_MS),
        ]);
        expect(await standalone.signal('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
        const { live, historic, accepted } = await readDataFolder(ill.data);
        expect([...accepted].sort()).toEqual(dead);
        if (live.size + historic.size > 0) interrupted++;
      }
      const last = start(cured);
      await last.port('north');
      await dlms('dead', 'rerun', '--all', ...where);
      expect(await last.signal('SIGTERM')).toMatchObject({ code: 0 });

      const { queues, readings } = await readDataFolder(ill.data);
      expect(queues).toEqual({});
      expect([...readings.keys()].sort()).toEqual(dead);
      for (const values of readings.values()) expect(values).toHaveLength(READINGS_IN_FRAME);
      expect(await dlms('dead', 'list', ...where)).toEqual([]);
      expect(interrupted).toBeGreaterThan(0);
    },
    TIME_LIMIT,
  );
});
