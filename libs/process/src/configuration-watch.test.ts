import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesBetween } from './configuration-changes.js';
import { ConfigurationWatch, FileVersions } from './configuration-watch.js';
import { readConfigurationFile, type LoadedConfiguration } from './configuration-file.js';

const KEY = '7C21E0D4936AB85F0142C3D4E5F60718';
const OTHER_KEY = '5B08F1A2C3D4E59607182930ABCDEF01';

describe('the watch of the configuration', () => {
  let folder: string;
  let file: string;
  let pass: () => void;
  let applied: LoadedConfiguration[];
  let told: unknown[];
  let watch: ConfigurationWatch<LoadedConfiguration>;
  let failing: boolean;

  const load = (readsFrom?: (path: string) => void) =>
    readConfigurationFile(file, {}, { readsFrom });
  const sections = (options: object, more: object = {}): string =>
    JSON.stringify({ north: { DeviceType: 'DlmsPushServer', Port: 4059, ...options }, ...more });

  async function write(text: string, path = file): Promise<void> {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }

  /** A second passes, and what comes of it. */
  async function second(): Promise<void> {
    const timer = Promise.withResolvers<undefined>();
    waited = timer.resolve;
    pass();
    await timer.promise;
  }
  let waited: (value: undefined) => void = () => undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watch-'));
    file = join(folder, 'dlms.json');
    applied = [];
    told = [];
    failing = false;
    await writeFile(join(folder, 'key'), KEY);
    await write(sections({ BlockCipherKey: '${FILE:key}' }));
    const versions = new FileVersions();
    load((path) => {
      versions.note(path);
    });
    watch = new ConfigurationWatch(
      {
        clock: {
          setTimer: (ms, callback) => {
            expect(ms).toBe(1_000);
            pass = callback;
            waited(undefined);
            return () => {
              pass = () => undefined;
            };
          },
        },
        load,
        apply: (loaded) => {
          if (failing) return Promise.reject(new Error('the store is away'));
          applied.push(loaded);
          return Promise.resolve();
        },
        events: {
          configurationRefused: ({ problems }) => told.push(problems),
          configurationFailed: ({ error }) => told.push(error),
        },
      },
      versions,
    );
    watch.start();
  });
  afterEach(async () => {
    await watch.stop();
    await rm(folder, { recursive: true });
  });

  it('reads what has changed once, and nothing while all is as it was', async () => {
    await second();
    expect(applied).toHaveLength(0);
    await write(sections({ Debug: true }));
    await second();
    await second();
    expect(applied).toHaveLength(1);
    // It takes nothing from there any more.
    await write(OTHER_KEY, join(folder, 'key'));
    await second();
    expect(applied).toHaveLength(1);
  });

  it('reads it when a file has changed that it takes values from, when one comes and when one goes', async () => {
    const key = join(folder, 'key');
    await write(OTHER_KEY, key);
    await second();
    expect(applied).toHaveLength(1);
    await rm(key);
    await second();
    expect(told).toEqual([[expect.stringContaining('the file key cannot be read')]]);
    await second();
    await write(KEY, key);
    await second();
    expect(applied).toHaveLength(2);
    expect(told).toHaveLength(1);
  });

  it('tells of each version that cannot be used once, with every problem and no secret', async () => {
    await write(sections({ BlockCipherKey: `${KEY}00`, Prot: 1 }));
    await second();
    await second();
    expect(told).toHaveLength(1);
    expect(told[0]).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain(KEY.slice(0, 8));
    await write('{');
    await second();
    await second();
    expect(told).toHaveLength(2);
    expect(applied).toHaveLength(0);
  });

  it('tells what could not be applied, and tries again with the next change', async () => {
    failing = true;
    await write(sections({ Debug: true }));
    await second();
    await second();
    expect(told).toEqual([new Error('the store is away')]);
    failing = false;
    await write(sections({ Debug: true }));
    await second();
    expect(applied).toHaveLength(1);
  });

  it('tells what has changed: receptors, maps and users, keys included', async () => {
    const maps = (name: string) => ({
      Maps: {
        DeviceType: 'PushDefaultProperties',
        PropertyMaps: { [name]: { ObisCode: '1.0.1.8.0.255' } },
      },
    });
    const user = (SystemTitle: string, BlockCipherKey: string) => ({ SystemTitle, BlockCipherKey });
    const first = user('4B464D1020000001', KEY);
    const before = async (text: string): Promise<LoadedConfiguration['configuration']> => {
      await write(text);
      return load().configuration;
    };
    const one = await before(sections({ Users: [first], BlockCipherKey: KEY }, maps('A')));
    const same = await before(sections({ Users: [first], BlockCipherKey: KEY }, maps('A')));
    const nothing = { added: [], removed: [], changed: [], maps: [], users: 0 };
    expect(changesBetween(one, same)).toEqual(nothing);
    const keyed = await before(sections({ Users: [first], BlockCipherKey: OTHER_KEY }, maps('A')));
    expect(changesBetween(one, keyed)).toEqual({ ...nothing, changed: ['north'] });
    const users = [user('4B464D1020000001', OTHER_KEY), user('4B464D1020000002', KEY)];
    const south = { south: { DeviceType: 'DlmsPushServer', Port: 4060 } };
    const other = await before(
      sections({ Users: users, BlockCipherKey: KEY }, { ...maps('B'), ...south }),
    );
    expect(changesBetween(one, other)).toEqual({
      ...{ added: ['south'], removed: [], changed: ['north'], maps: ['Maps'], users: 2 },
    });
    expect(changesBetween(other, one)).toMatchObject({ added: [], removed: ['south'] });
  });
});
