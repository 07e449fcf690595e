import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CounterFile } from './counter-file.js';
import { Counters, LAST_COUNTER } from './counters.js';

const TITLE = '53494d0000000001';
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counters-'));
  path = join(folder, 'data', 'counters.json');
});

afterEach(() => rm(folder, { recursive: true }));

async function take(counters: Counters, count: number): Promise<(number | undefined)[]> {
  const taken = [];
  for (let i = 0; i < count; i++) taken.push(await counters.next());
  return taken;
}

describe('invocation counters', () => {
  it('begin at 0 and go up by one over the blocks in which they are reserved', async () => {
    expect(await take(new Counters(new CounterFile(path), TITLE, 2), 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('skip the rest of a block after a restart and never repeat', async () => {
    await take(new Counters(new CounterFile(path), TITLE, 10), 3);
    expect(await take(new Counters(new CounterFile(path), TITLE, 10), 2)).toEqual([10, 11]);
  });

  it('are in the file before the first of a block is handed out', async () => {
    await new Counters(new CounterFile(path), TITLE, 10).next();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ [TITLE]: 10 });
    expect(await readdir(join(folder, 'data'))).toEqual(['counters.json']);
  });

  it('are kept apart for each meter, also when many reserve at once', async () => {
    const store = new CounterFile(path);
    const titles = Array.from({ length: 50 }, (_, i) => `title-${i}`);
    const firsts = await Promise.all(
      [...titles, ...titles].map((title) => store.reserve(title, 5)),
    );
    expect(firsts).toEqual([...titles.map(() => 0), ...titles.map(() => 5)]);
    const again = new CounterFile(path);
    expect(await again.reserve('title-49', 1)).toBe(10);
  });

  it('end at the last 32-bit number', async () => {
    const store = new CounterFile(path);
    await store.reserve(TITLE, LAST_COUNTER);
    expect(await take(new Counters(store, TITLE, 10), 2)).toEqual([LAST_COUNTER, undefined]);
  });

  it.each(['{', '[]', '{"a":-1}', '{"a":"1"}', '{"a":1.5}'])(
    'are not begun anew when the file holds %s',
    async (content) => {
      path = join(folder, 'counters.json');
      await writeFile(path, content);
      await expect(new CounterFile(path).reserve(TITLE, 1)).rejects.toMatchObject({
        code: 'simulate.counters',
      });
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );

  it('are refused, and not lost, while the file cannot be written', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    const store = new CounterFile(path);
    await expect(store.reserve(TITLE, 5)).rejects.toMatchObject({ code: 'simulate.counters' });
    await rm(join(folder, 'data'));
    expect(await store.reserve(TITLE, 5)).toBeGreaterThanOrEqual(0);
  });
});
