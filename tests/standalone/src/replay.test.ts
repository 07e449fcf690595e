import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cipheredPushFrame, KEYS } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

const TIME_LIMIT = 120_000;
/** Under `Window` what was accepted is in the store after a second, and a little more. */
const CHECKPOINT_MS = 3_000;

const isReading = (line: Line): boolean => 'reading' in line;
const readingOf = (line: Line) => line.reading as { readonly Id: string; readonly Value: number };
const isRefused = (line: Line): boolean => 'refused' in line;

describe('a recorded frame that is sent again', () => {
  let window: Workplace;
  let strict: Workplace;

  beforeEach(async () => {
    window = await workplace(KEYS);
    strict = await workplace({ ...KEYS, ReplayProtection: 'Strict' });
  });
  afterEach(async () => {
    for (const { folder } of [window, strict]) await rm(folder, { recursive: true });
  });

  const start = ({ config }: Workplace): StandaloneProcess =>
    new StandaloneProcess('--config', config, '--data', window.data, '--json');

  /** Sends frames over a connection of their own. */
  async function push(standalone: StandaloneProcess, ...frames: Buffer[]): Promise<void> {
    const port = await standalone.port('north');
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end(Buffer.concat(frames));
      });
      socket.on('error', reject).on('close', () => {
        resolve();
      });
      socket.resume();
    });
  }

  it(
    'ReplayProtection: gives no second reading, nor after the process was killed: Strict at once, Window a second later',
    async () => {
      const first = cipheredPushFrame(1, 100);
      const runs: StandaloneProcess[] = [];
      let standalone = start(window);
      runs.push(standalone);
      await push(standalone, first, first);
      const [refused] = await standalone.linesWhere(isRefused);
      expect(refused?.refused).toMatchObject({
        code: 'security.counter-repeated',
        message: expect.stringContaining('counter 100 ') as string,
      });
      await standalone.linesWhere(isReading, READINGS_IN_FRAME);
      await sleep(CHECKPOINT_MS);
      await standalone.signal('SIGKILL');

      const second = cipheredPushFrame(2, 200);
      standalone = start(strict);
      runs.push(standalone);
      await push(standalone, first);
      await standalone.linesWhere(isRefused);
      await push(standalone, second);
      await standalone.linesWhere(isReading, READINGS_IN_FRAME);
      await standalone.signal('SIGKILL');

      standalone = start(window);
      runs.push(standalone);
      await push(standalone, second, first);
      await standalone.linesWhere(isRefused, 2);
      await push(standalone, cipheredPushFrame(3, 201));
      await standalone.linesWhere(
        (line) => isReading(line) && readingOf(line).Value === 3,
        READINGS_IN_FRAME,
      );
      expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });

      // What was not settled at a kill comes again, under the same ids.
      const readings = runs.flatMap(({ lines }) => lines.filter(isReading).map(readingOf));
      const byId = new Map(readings.map(({ Id, Value }) => [Id, Value]));
      expect([...byId.values()].toSorted()).toEqual([1, 1, 2, 2, 3, 3]);
    },
    TIME_LIMIT,
  );

  it(
    'ReplayProtection: Off lets it pass',
    async () => {
      const off = await workplace({ ...KEYS, ReplayProtection: 'Off' });
      const standalone = start(off);
      const frame = cipheredPushFrame(1, 100);
      await push(standalone, frame, frame);
      await standalone.linesWhere(isReading, 2 * READINGS_IN_FRAME);
      await standalone.signal('SIGTERM');
      await rm(off.folder, { recursive: true });
    },
    TIME_LIMIT,
  );
});
