import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderLock } from './folder-lock.js';

const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lock-'));
  folders.push(path);
  return path;
}

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

function leaveLock(path: string, holder: unknown): void {
  writeFileSync(join(path, 'lock'), JSON.stringify(holder));
}

describe('the lock of a data folder', () => {
  it('refuses a second taker until it is released, naming the process', async () => {
    const path = folder();
    const lock = await FolderLock.take(path);
    await expect(FolderLock.take(path)).rejects.toMatchObject({
      code: 'store.locked',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    lock.release();
    (await FolderLock.take(path)).release();
    expect(readdirSync(path)).toEqual([]);
  });

  it('is taken over from a process that was killed', async () => {
    const path = folder();
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const { pid } = child;
    leaveLock(path, { pid, started: '', token: 'x' });
    await expect(FolderLock.take(path)).rejects.toMatchObject({ code: 'store.locked' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await FolderLock.take(path)).release();
  });

  it('is taken over when its process number now belongs to another process', async () => {
    const path = folder();
    leaveLock(path, { pid: process.pid, started: 'another boot 17', token: 'x' });
    (await FolderLock.take(path)).release();
  });

  it('is taken over by one only, however many try', async () => {
    const path = folder();
    leaveLock(path, { pid: process.pid, started: 'another boot 17', token: 'x' });
    const takers = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.take(path)));
    expect(takers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is taken over from a file that says nothing, and from a takeover that crashed', async () => {
    const path = folder();
    writeFileSync(join(path, 'lock'), '');
    mkdirSync(join(path, 'lock.takeover'));
    utimesSync(join(path, 'lock.takeover'), 1, 1);
    (await FolderLock.take(path)).release();
  });

  it('does not remove on release what another one has taken since', async () => {
    const path = folder();
    const lock = await FolderLock.take(path);
    const other = { pid: process.pid, started: '', token: 'another' };
    leaveLock(path, other);
    lock.release();
    expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8'))).toEqual(other);
  });
});
