import { FRAMES_DEAD, READINGS_RECORD } from '@dlms-telemetry/bus';
import { decodeFrames, decodeRefusedFrames, uuidText } from '@dlms-telemetry/frame';
import { readReadingRunBatch } from '@dlms-telemetry/reading';
import { openEmbeddedStore, type EmbeddedStore } from '@dlms-telemetry/store';

const PAGE = 2_000;

/** What a stopped data folder holds, by frame id. */
export interface Contents {
  /** In a live queue: accepted, not decoded. */
  readonly live: ReadonlySet<string>;
  /** In the overflow queue, or in the backlog: waiting for their turn. */
  readonly backlog: ReadonlySet<string>;
  /** Back from the backlog, not decoded. */
  readonly historic: ReadonlySet<string>;
  /** In a queue on the way to the dead letters. */
  readonly dying: ReadonlySet<string>;
  /** Whose readings are in a queue on the way to the recorder. */
  readonly recording: ReadonlySet<string>;
  /** Stored readings of each frame: their values. */
  readonly readings: ReadonlyMap<string, readonly (number | null)[]>;
  /** Unresolved ones, with the code of each. */
  readonly deadLetters: ReadonlyMap<string, string>;
  /** All of these: every frame that was accepted. */
  readonly accepted: ReadonlySet<string>;
  /** How many of them bear a mark: a process died while they were in work. */
  readonly marked: number;
  /** Messages in each queue. */
  readonly queues: Readonly<Record<string, number>>;
}

/** Reads a data folder that no process works on. */
export async function readDataFolder(folder: string): Promise<Contents> {
  const store = await openEmbeddedStore(folder);
  try {
    const backlog = await readBacklog(store);
    const { queues, ...queued } = await readQueues(store, backlog);
    const readings = await readReadings(store);
    const deadLetters = await readDeadLetters(store);
    const sets = [...Object.values(queued), backlog, readings.keys(), deadLetters.keys()];
    const accepted = new Set(sets.flatMap((ids) => [...ids]));
    const { length: marked } = await store.suspects.find([...accepted]);
    return { ...queued, backlog, queues, readings, deadLetters, accepted, marked };
  } finally {
    await store.close();
  }
}

/** Frames in queues; those on the way to the backlog are added to `backlog`. */
async function readQueues(store: EmbeddedStore, backlog: Set<string>) {
  const live = new Set<string>();
  const historic = new Set<string>();
  const dying = new Set<string>();
  const recording = new Set<string>();
  const queues: Record<string, number> = {};
  for (const { queue, messages } of await store.queue.queues()) {
    queues[queue] = messages;
    const into = { live, historic, overflow: backlog }[queue.split('.')[1] ?? ''];
    for (const { body } of await store.queue.read(queue, 0, messages)) {
      if (into !== undefined) for (const { id } of decodeFrames(body)) into.add(id);
      if (queue === FRAMES_DEAD)
        for (const { frame } of decodeRefusedFrames(body)) dying.add(frame.id);
      if (queue === READINGS_RECORD)
        for (const { frameId } of readReadingRunBatch(body)) recording.add(uuidText(frameId));
    }
  }
  return { live, historic, dying, recording, queues };
}

/** Frames that wait in the backlog: of an envelope of which some have left, the others. */
async function readBacklog(store: EmbeddedStore): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const { receptor, cause, envelopes } of await store.backlog.totals())
    for (const { envelope, gone } of await store.backlog.oldest(receptor, cause, {
      envelopes,
      frames: Number.MAX_SAFE_INTEGER,
    }))
      for (const { id } of decodeFrames(envelope).slice(gone)) ids.add(id);
  return ids;
}

async function readReadings(store: EmbeddedStore): Promise<Map<string, (number | null)[]>> {
  const byFrame = new Map<string, (number | null)[]>();
  let after: string | undefined;
  for (;;) {
    const page = await store.readings.list(PAGE, after);
    for (const { frameId, value } of page) {
      const values = byFrame.get(frameId) ?? [];
      byFrame.set(frameId, values);
      values.push(value);
    }
    if (page.length < PAGE) return byFrame;
    after = page.at(-1)?.id;
  }
}

async function readDeadLetters(store: EmbeddedStore): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  let after: string | undefined;
  for (;;) {
    const page = await store.deadLetters.list(PAGE, after, { resolved: false });
    for (const { frameId, code } of page) codes.set(frameId, code);
    if (page.length < PAGE) return codes;
    after = page.at(-1)?.frameId;
  }
}
