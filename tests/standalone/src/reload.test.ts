import { once } from 'node:events';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cipheredPushFrame, KEYS, SYSTEM_TITLE } from './ciphered-push.js';
import { workplace, type Workplace } from './configuration-file.js';
import { drain } from './drain.js';
import { BROKEN_EVERY, Load } from './load.js';
import { pushFrame, READINGS_IN_FRAME } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

const TIME_LIMIT = 120_000;
const RELOADS = 20;
const NORTH = {
  ...{ DeviceType: 'DlmsPushServer', ConnectionInterfaceType: 'WRAPPER' },
  ...{ Address: '127.0.0.1', Port: 0 },
};
const OTHER_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const THIRD_KEY = '0F1E2D3C4B5A69788796A5B4C3D2E1F0';

const isReading = (line: Line): boolean => 'reading' in line;
const readingOf = (line: Line) =>
  line.reading as { readonly Measure: string; readonly Value: number };
const isRefused = (line: Line): boolean => 'refused' in line;
const codeOf = (line: Line | undefined) => (line?.refused as { readonly code: string }).code;

/** Property maps that name both registers of a frame. */
function mapsNaming(measure: string): object {
  const map = (obis: string) => ({
    ObisCode: obis,
    PropertyName: measure,
    DlmsObjectType: 'Register',
  });
  return {
    DeviceType: 'PushDefaultProperties',
    PropertyMaps: { Import: map('1.0.1.8.0.255'), Export: map('1.0.2.8.0.255') },
  };
}

describe('a configuration file that changes while standalone runs', () => {
  let place: Workplace;
  let standalone: StandaloneProcess;
  let applied: number;
  let sockets: Socket[];

  beforeEach(async () => {
    place = await workplace();
    applied = 0;
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await standalone.signal('SIGKILL');
    await rm(place.folder, { recursive: true });
  });

  /** In one step, as deployments do. */
  async function write(configuration: object | string): Promise<void> {
    const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration);
    await writeFile(`${place.config}.new`, text);
    await rename(`${place.config}.new`, place.config);
  }

  async function start(configuration: object): Promise<void> {
    await write(configuration);
    standalone = new StandaloneProcess('--config', place.config, '--data', place.data, '--json');
    await standalone.told('started');
  }

  /** What a change has changed, once it holds. */
  async function change(configuration?: object): Promise<Line | undefined> {
    if (configuration !== undefined) await write(configuration);
    const lines = await standalone.told('configurationApplied', ++applied);
    return lines.at(-1);
  }

  async function dial(receptor = 'north'): Promise<Socket> {
    const socket = connect(await standalone.port(receptor), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    return socket;
  }

  async function push(...frames: readonly Buffer[]): Promise<void> {
    const socket = await dial();
    socket.end(Buffer.concat(frames));
    await once(socket, 'close');
  }

  /** Measures of a frame whose readings have the value `number`. */
  async function measures(number: number): Promise<string[]> {
    const isOf = (line: Line): boolean => isReading(line) && readingOf(line).Value === number;
    const lines = await standalone.linesWhere(isOf, READINGS_IN_FRAME);
    return lines.map((line) => readingOf(line).Measure);
  }

  it(
    'names readings by the maps of the file from then on',
    async () => {
      const north = { ...NORTH, PropertiesDeviceName: 'Maps' };
      await start({ north, Maps: mapsNaming('Before') });
      await push(pushFrame(1));
      expect(await measures(1)).toEqual(['Before', 'Before']);
      const told = await change({ north, Maps: mapsNaming('After') });
      expect(told).toMatchObject({ added: [], removed: [], changed: [], maps: ['Maps'], users: 0 });
      await push(pushFrame(2));
      expect(await measures(2)).toEqual(['After', 'After']);
    },
    TIME_LIMIT,
  );

  it(
    'reads frames under the key that it has now, in the text or in a file that it names, and refuses those under the one before',
    async () => {
      const user = { SystemTitle: SYSTEM_TITLE, Serial: '1001', ...KEYS };
      const northOf = (BlockCipherKey: string) => ({
        north: { ...NORTH, Users: [{ ...user, BlockCipherKey }] },
      });
      await start(northOf(KEYS.BlockCipherKey));
      await push(cipheredPushFrame(1, 100));
      await measures(1);

      expect(await change(northOf(OTHER_KEY))).toMatchObject({ changed: ['north'], users: 1 });
      await push(cipheredPushFrame(2, 101));
      expect(codeOf((await standalone.linesWhere(isRefused))[0])).toBe('security.tag');
      await push(cipheredPushFrame(3, 1, { ...KEYS, BlockCipherKey: OTHER_KEY }));
      await measures(3);

      // A mounted secret: the file is behind a link to a folder that is turned to another one.
      const folder = (name: string): string => join(place.folder, name);
      for (const [name, key] of [
        ['first', OTHER_KEY],
        ['second', THIRD_KEY],
      ] as const) {
        await mkdir(folder(name));
        await writeFile(join(folder(name), 'key'), `${key}\n`);
      }
      await symlink('first', folder('secrets'));
      await change(northOf('${FILE:secrets/key}'));
      await symlink('second', folder('secrets.new'));
      await rename(folder('secrets.new'), folder('secrets'));
      expect(await change()).toMatchObject({ changed: ['north'], users: 1 });
      await push(cipheredPushFrame(4, 1, { ...KEYS, BlockCipherKey: THIRD_KEY }));
      await measures(4);
      await push(cipheredPushFrame(5, 2, { ...KEYS, BlockCipherKey: OTHER_KEY }));
      expect(codeOf((await standalone.linesWhere(isRefused, 2))[1])).toBe('security.tag');
      const { stderr } = await standalone.signal('SIGTERM');
      for (const key of [KEYS.BlockCipherKey, KEYS.AuthenticationKey, OTHER_KEY, THIRD_KEY])
        expect(stderr.toUpperCase()).not.toContain(key);
    },
    TIME_LIMIT,
  );

  it(
    'DropDataLength: has receptors come and go, and another limit on a port whose connections stay open',
    async () => {
      await start({ north: NORTH });
      const open = await dial();
      open.write(pushFrame(1));
      await measures(1);
      expect(await change({ north: { ...NORTH, DropDataLength: 20 }, south: NORTH })).toMatchObject(
        { added: ['south'], removed: [], changed: ['north'], unchanged: [] },
      );
      open.write(pushFrame(2));
      await measures(2);
      await push(pushFrame(3));
      expect(codeOf((await standalone.linesWhere(isRefused))[0])).toBe('link.too-long');
      const south = await dial('south');
      south.write(pushFrame(4));
      await measures(4);

      expect(await change({ south: NORTH })).toMatchObject({ removed: ['north'] });
      await standalone.linesWhere((line) => 'listeningEnded' in line);
      expect(open.closed).toBe(true);
      const gone = connect(await standalone.port('north'), '127.0.0.1');
      await expect(once(gone, 'connect')).rejects.toThrow('ECONNREFUSED');
      south.write(pushFrame(5));
      await measures(5);
    },
    TIME_LIMIT,
  );

  it(
    'changes nothing while it is broken, says so once, and holds when it is mended',
    async () => {
      await start({ north: NORTH });
      await write('{ "north": ');
      const [syntax] = await standalone.told('configurationRefused');
      expect(JSON.stringify(syntax?.problems)).toContain('dlms.json: 1:12 is not JSON here');
      const key = { ...NORTH, BlockCipherKey: '${FILE:not-yet}', DropDateLength: 9 };
      await write({ north: key });
      const refusals = await standalone.told('configurationRefused', 2);
      expect(refusals[1]).toMatchObject({
        problems: [
          expect.stringContaining('not-yet cannot be read'),
          expect.stringContaining('did you mean DropDataLength?'),
        ],
      });
      await push(pushFrame(1));
      await measures(1);
      await write({ north: { ...NORTH, ...KEYS, BlockCipherKey: '${FILE:not-yet}' } });
      await standalone.told('configurationRefused', 3);
      // The file that it named and could not read is waited for.
      await writeFile(join(place.folder, 'not-yet'), OTHER_KEY);
      expect(await change()).toMatchObject({ changed: ['north'] });
      await push(cipheredPushFrame(2, 1, { ...KEYS, BlockCipherKey: OTHER_KEY }));
      await measures(2);
      expect(await standalone.told('configurationRefused')).toHaveLength(3);
    },
    TIME_LIMIT,
  );

  it(
    `loses and doubles nothing that was accepted, under load with ${RELOADS} changes`,
    async () => {
      const north = { ...NORTH, ProcessBoundedCapacity: 1_000_000, PropertiesDeviceName: 'Maps' };
      await start({ north, Maps: mapsNaming('Measure') });
      const load = new Load();
      load.start(await standalone.port('north'), 1);
      for (let n = 1; n <= RELOADS; n++) {
        const ProcessMaxDegreeOfParallelism = n % 3 === 0 ? 5 : 500;
        const south = n % 2 === 0 ? { south: NORTH } : {};
        await change({
          north: { ...north, ProcessMaxDegreeOfParallelism, DropDataLength: 1_000 + n },
          ...south,
          Maps: mapsNaming(`Measure${n}`),
        });
      }
      // What it has accepted is read under the options that it had.
      expect(await change({ south: NORTH })).toMatchObject({ removed: ['north'] });
      await load.stop();
      const end = await standalone.signal('SIGTERM');
      expect(end).toMatchObject({ code: 0 });
      const [stopped] = await standalone.told('stopped');
      const captured = Number(stopped?.frames);
      await write({ north: NORTH });
      const { queues, readings, deadLetters } = await drain(place.config, place.data);

      expect(queues).toEqual({});
      expect(captured).toBeGreaterThan(1_000);
      // Of the connection that was cut off half a frame may have come.
      expect(captured - readings.size - deadLetters.size).toBeOneOf([0, -1]);
      const numbers = [...readings.values()].map((values) => {
        expect(values).toHaveLength(READINGS_IN_FRAME);
        return values[0];
      });
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers.filter((number) => (number ?? 0) % BROKEN_EVERY === 0)).toEqual([]);
      expect(deadLetters.size).toBeLessThanOrEqual(Math.ceil(captured / BROKEN_EVERY) + 1);
    },
    TIME_LIMIT,
  );
});
