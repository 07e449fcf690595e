import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cipheredPushFrame, KEYS, SYSTEM_TITLE } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { dlms } from './dlms-command.js';
import { READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

const TIME_LIMIT = 120_000;
const USER = { SystemTitle: SYSTEM_TITLE, Serial: '1001', ...KEYS };
const NEXT_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const NEXT_KEYS = { ...KEYS, BlockCipherKey: NEXT_KEY };

const isRefused = (line: Line): boolean => 'refused' in line;
const refusalOf = (line: Line | undefined) => line?.refused as { frameId: string; code: string };

describe('a meter that is registered while the process runs', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await workplace();
  });
  afterEach(async () => {
    await rm(place.folder, { recursive: true });
  });

  const start = (): StandaloneProcess =>
    new StandaloneProcess('--config', place.config, '--data', place.data, '--json');

  async function push(standalone: StandaloneProcess, frame: Buffer): Promise<void> {
    const socket = connect(await standalone.port('north'), '127.0.0.1');
    socket.resume().end(frame);
    await new Promise((resolve) => socket.once('close', resolve));
  }

  /** Resolves when a push has given its readings, all of which have the value `number`. */
  async function readings(standalone: StandaloneProcess, number: number): Promise<void> {
    const isOf = ({ reading }: Line): boolean =>
      (reading as { Value?: number } | undefined)?.Value === number;
    await standalone.linesWhere(isOf, READINGS_IN_FRAME);
  }

  async function importUser(user: object): Promise<Line | undefined> {
    const file = join(place.folder, 'users.json');
    await writeFile(file, JSON.stringify([user]));
    const where = ['--device', 'north', '--data', place.data];
    const [line] = await dlms('users', 'import', file, ...where);
    return line;
  }

  /** Names and states of the keys of the only user. */
  async function keys(): Promise<string[]> {
    const [user] = await dlms('users', 'list', '--device', 'north', '--data', place.data);
    const listed = user?.keys as { name: string; state: string }[];
    return listed.map(({ name, state }) => `${state} ${name}`);
  }

  it(
    'is read from then on, its earlier frames after a rerun, and under its next key from its first use',
    async () => {
      const standalone = start();
      await push(standalone, cipheredPushFrame(1, 100));
      const [unknown] = await standalone.linesWhere(isRefused);
      expect(refusalOf(unknown).code).toBe('security.unknown-title');

      expect(await importUser(USER)).toMatchObject({ done: { added: 1, warnings: [] } });
      await push(standalone, cipheredPushFrame(2, 101));
      await readings(standalone, 2);
      await dlms('dead', 'rerun', '--all', '--data', place.data);
      await readings(standalone, 1);

      await importUser({ ...USER, NextBlockCipherKey: NEXT_KEY });
      await push(standalone, cipheredPushFrame(3, 102));
      await readings(standalone, 3);
      expect(await keys()).toContain('next BlockCipherKey');
      await push(standalone, cipheredPushFrame(4, 1, NEXT_KEYS));
      await readings(standalone, 4);
      const promoted = [
        'active AuthenticationKey',
        'active BlockCipherKey',
        'previous BlockCipherKey',
      ];
      while ((await keys()).includes('next BlockCipherKey'));
      expect(await keys()).toEqual(promoted);
      await push(standalone, cipheredPushFrame(5, 103));
      const refused = await standalone.linesWhere(isRefused, 2);
      expect(refusalOf(refused.at(-1)).code).toBe('security.tag');
      const first = await standalone.signal('SIGTERM');
      expect(first).toMatchObject({ code: 0 });

      const again = start();
      await push(again, cipheredPushFrame(6, 2, NEXT_KEYS));
      await readings(again, 6);
      expect(await keys()).toEqual(promoted);
      const second = await again.signal('SIGTERM');
      expect(second).toMatchObject({ code: 0 });
      const shown = [first.stderr, second.stderr, JSON.stringify(standalone.lines)].join();
      expect(shown).toContain('keysPromoted');
      for (const key of [NEXT_KEY, KEYS.BlockCipherKey, KEYS.AuthenticationKey])
        expect(shown.toUpperCase()).not.toContain(key);
    },
    TIME_LIMIT,
  );
});
