import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameOf } from '../test-stage.js';
import { RecordWriter, WorkRecord } from './work-record.js';

const EXITS = 101;
const KILLS_THE_PROCESS = 104;
const KILLS_WHILE_IT_WAITS = 105;

/** A process runs what is built. */
const PROCESS = fileURLToPath(new URL('../../dist/test-process.js', import.meta.url));
/** No process has a number that high. */
const NOBODY = 99_999_999;
const ID = frameOf(5).id;

describe('the record of what is in work', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'record-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** Decodes frames in a process of its own. @returns what it found there, and whether it was killed */
  const decode = async (cameBefore: boolean, ...octets: number[]) =>
    await new Promise<{ left: unknown; signal: unknown }>((resolve) => {
      const words = [PROCESS, folder, String(cameBefore), ...octets.map(String)];
      execFile(process.execPath, words, (error, stdout) => {
        resolve({ left: JSON.parse(stdout) as unknown, signal: error?.signal ?? null });
      });
    });

  it('names the frame that has killed the process to the next process, and to that alone', async () => {
    expect(await decode(true, 5, KILLS_THE_PROCESS, 6)).toEqual({ left: [], signal: 'SIGKILL' });
    const { id } = frameOf(KILLS_THE_PROCESS, 'north', 1);
    expect(await decode(true, 5, 6)).toEqual({ left: [id], signal: null });
    expect(await decode(true, 5)).toEqual({ left: [], signal: null });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['that comes for the first time', false, KILLS_THE_PROCESS],
    ['that waits for a look-up', true, KILLS_WHILE_IT_WAITS],
  ])('names no frame %s', async (_, cameBefore, octet) => {
    expect(await decode(cameBefore, octet)).toMatchObject({ signal: 'SIGKILL' });
    expect(await decode(false, 5)).toEqual({ left: [], signal: null });
  });

  it('names no frame when only the thread has died, or the envelope is done', async () => {
    expect(await decode(true, EXITS)).toEqual({ left: [], signal: null });
    const record = WorkRecord.open(folder);
    const writer = new RecordWriter(record.nextPlace());
    writer.begins(ID);
    writer.rests();
    const [name = ''] = await readdir(folder);
    expect(await readFile(join(folder, name), 'latin1')).not.toContain(ID);
    record.close();
  });

  it('is left alone while its process runs, and found when it has gone', async () => {
    await writeFile(join(folder, `${process.ppid}-1.in-work`), ID);
    await writeFile(join(folder, `${NOBODY}-1.in-work`), ID);
    const record = WorkRecord.open(folder);
    expect(record.left).toEqual([ID]);
    record.close();
    expect(await readdir(folder)).toEqual([`${process.ppid}-1.in-work`]);
  });

  it('is found under the number of the own process, as in a container, when it is older than that', async () => {
    const path = join(folder, `${process.pid}-1.in-work`);
    await writeFile(path, ID);
    const before = Date.now() / 1_000 - process.uptime() - 1;
    await utimes(path, before, before);
    const record = WorkRecord.open(folder);
    expect(record.left).toEqual([ID]);
    // Its own is none of a process that has died.
    const second = WorkRecord.open(folder);
    expect(second.left).toEqual([]);
    record.close();
    second.close();
  });

  it('is not believed when the machine has gone down since', async () => {
    const path = join(folder, `${NOBODY}-1.in-work`);
    await writeFile(path, ID);
    const before = Date.now() / 1_000 - uptime() - 5;
    await utimes(path, before, before);
    const record = WorkRecord.open(folder);
    expect(record.left).toEqual([]);
    record.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has a place for each thread, and what a thread did not die of is cleared', async () => {
    const record = WorkRecord.open(folder);
    const [first, second] = [record.nextPlace(), record.nextPlace()];
    new RecordWriter(first).begins(ID);
    new RecordWriter(second).begins(frameOf(6).id);
    record.clear(first);
    const [name = ''] = await readdir(folder);
    const text = await readFile(join(folder, name), 'latin1');
    expect(text.match(/[0-9a-f-]{36}/g)).toEqual([frameOf(6).id]);
    record.close();
  });
});
