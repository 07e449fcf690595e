import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedStore } from '@dlms-telemetry/store';
import type { Load } from './load.js';

const SINK = fileURLToPath(new URL('sink.js', import.meta.url));
/** Frames of one commit in `bare-commit`: as many as an envelope holds at most. */
const FRAMES_IN_ENVELOPE = 200;
const FRAMES_A_TURN = 200;

/** Frames a second that the same connections bring into a process that does nothing with them. */
export async function measureSink(load: Load, seconds: number): Promise<number> {
  const sink = fork(SINK);
  try {
    const [port] = (await once(sink, 'message')) as [number];
    await load.connect(port);
    const start = performance.now();
    const end = start + seconds * 1000;
    let frames = 0;
    while (performance.now() < end) {
      if (load.prepared === 0) load.rewind();
      frames += load.send(FRAMES_A_TURN);
      await turn();
    }
    await load.close();
    const [octets] = (await once(sink, 'message')) as [number];
    if (octets !== frames * load.frameOctets) throw new Error('octets were lost');
    return frames / ((performance.now() - start) / 1000);
  } finally {
    sink.kill();
  }
}

/** Frames a second whose octets the embedded database alone commits, and how many syncs each commit took. */
export async function measureBareCommit(
  load: Load,
  seconds: number,
): Promise<{ readonly perSecond: number; readonly syncsPerCommit: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-commit-'));
  const store = await openEmbeddedStore(folder);
  try {
    const before = await store.statistics();
    const start = performance.now();
    const end = start + seconds * 1000;
    let commits = 0;
    while (performance.now() < end) {
      if (load.prepared < FRAMES_IN_ENVELOPE) load.rewind();
      const body = Buffer.concat(load.take(FRAMES_IN_ENVELOPE));
      const row = { id: ++commits, queue: 'bench', count: FRAMES_IN_ENVELOPE, headers: {}, body };
      await store.queue.apply([row], commits > 1 ? [commits - 1] : []);
    }
    const perSecond = (commits * FRAMES_IN_ENVELOPE) / ((performance.now() - start) / 1000);
    const { fileSyncs } = await store.statistics();
    return { perSecond, syncsPerCommit: (fileSyncs - before.fileSyncs) / commits };
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}
