import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ReadingRunWriter,
  readReadingRunBatch,
  readingRunBatchOf,
  type FrameReadings,
  type Reading,
  type ReadingRun,
} from '@dlms-telemetry/reading';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { openEmbeddedStore } from './embedded-store.js';
import type { EmbeddedStore } from './store.js';
import type { DeadLetterRow, DeadLetterSelection } from './tables/dead-letters.repository.js';
import type { QueueRow } from './tables/queue.repository.js';

const RECEIVED = Date.UTC(2026, 4, 6, 23, 59, 59);

function message(id: number, fields: Partial<QueueRow> = {}): QueueRow {
  return { id, queue: 'a', count: 1, headers: {}, body: Uint8Array.of(id, 0, 255), ...fields };
}

function frameId(n: number): string {
  return `01975c9e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const OPEN = { resolvedAt: null, resolution: null };

function deadLetter(n: number, fields: Partial<DeadLetterRow> = {}): DeadLetterRow {
  return {
    frameId: frameId(n),
    receptor: 'north',
    code: 'link.fcs',
    message: 'the frame check sequence is wrong',
    layer: 'link',
    offset: 12,
    systemTitle: null,
    remoteAddress: '192.0.2.7',
    receivedAt: RECEIVED,
    envelope: Uint8Array.of(n, 2, 3),
    knownMeter: false,
    ...fields,
  };
}

function received(n: number, at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const READING: Reading = {
  Id: '',
  Serial: 'm1',
  Measure: 'ENERGY',
  Unit: 'Wh',
  Direction: 'Import',
  Value: 12.5,
  Date: '2026-05-06T23:00:00.000Z',
  ReceivedAt: new Date(RECEIVED).toISOString(),
  Source: 'push',
};

/** A frame whose readings differ from `READING` in these fields. */
function runs(n: number, fields: readonly Partial<Reading>[], at = RECEIVED): ReadingRun[] {
  const id = received(n, at);
  const frame: FrameReadings = {
    ...{ frameId: id, receptor: 'north', groupName: '', serialSource: 'user', leniencies: [] },
    readings: fields.map((each, place) => ({
      routingKey: `gw.${each.Measure ?? READING.Measure}:P|m1`,
      reading: { ...READING, Id: `${id}-${place}`, ...each },
    })),
  };
  return readReadingRunBatch(readingRunBatchOf([new ReadingRunWriter().entry(frame)]));
}

function reading(n: number, fields: Partial<Reading> = {}, at = RECEIVED): ReadingRun[] {
  return runs(n, [fields], at);
}

describe('the embedded store', () => {
  let folder: string;
  let store: EmbeddedStore;
  let copies = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    store = await openEmbeddedStore(folder);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('keeps messages of a queue in order, with headers and octets', async () => {
    const first = message(1, { headers: { kind: 'x', size: 2 }, count: 3 });
    const second = message(2, { body: new Uint8Array() });
    await store.queue.apply([second, first, message(3, { queue: 'b' })], []);
    const stored = await store.queue.read('a', 0, 10);
    expect(stored.map((row) => ({ ...row, body: [...row.body] }))).toEqual([
      { ...first, body: [1, 0, 255] },
      { ...second, body: [] },
    ]);
    expect(await store.queue.read('a', 2, 10)).toHaveLength(1);
    expect(await store.queue.read('a', 0, 1)).toHaveLength(1);
    const queues = await store.queue.queues();
    expect(queues.sort((x, y) => x.lastId - y.lastId)).toEqual([
      { queue: 'a', messages: 2, frames: 4, lastId: 2 },
      { queue: 'b', messages: 1, frames: 1, lastId: 3 },
    ]);
    await store.queue.apply([], [1, 2, 3]);
    expect(await store.queue.queues()).toEqual([]);
  });

  it('adds and removes all or nothing', async () => {
    await store.queue.apply([message(10)], []);
    await expect(store.queue.apply([message(11), message(10)], [10])).rejects.toMatchObject({
      code: 'store.data',
    });
    expect((await store.queue.read('a', 0, 10)).map(({ id }) => id)).toEqual([10]);
    await store.queue.apply([], [10]);
  });

  it('asks the disk exactly once for each commit', async () => {
    await store.queue.apply([message(20)], []);
    const before = await store.statistics();
    for (let id = 21; id < 31; id++) await store.queue.apply([message(id)], [id - 1]);
    const after = await store.statistics();
    expect(after.fileSyncs - before.fileSyncs).toBe(10);
    await store.queue.apply([], [30]);
  });

  it('gives a dead letter its newest reason', async () => {
    await store.deadLetters.add([
      deadLetter(1),
      deadLetter(2, { offset: null, systemTitle: '4B464D' }),
    ]);
    await store.deadLetters.add([deadLetter(1, { code: 'apdu.empty' }), deadLetter(3)]);
    const rows = await store.deadLetters.list(10);
    expect(rows.map((row) => ({ ...row, envelope: [...row.envelope] }))).toEqual([
      { ...deadLetter(1), code: 'apdu.empty', envelope: [1, 2, 3], ...OPEN },
      {
        ...deadLetter(2),
        envelope: [2, 2, 3],
        offset: null,
        systemTitle: '4B464D',
        ...OPEN,
      },
      { ...deadLetter(3), envelope: [3, 2, 3], ...OPEN },
    ]);
    expect(await store.deadLetters.list(10, frameId(2))).toHaveLength(1);
  });

  it('lists the dead letters that are selected', async () => {
    const listed = async (selection: DeadLetterSelection) =>
      (await store.deadLetters.list(10, undefined, selection)).map(({ frameId: id }) => id);
    expect(await listed({ code: 'apdu.empty' })).toEqual([frameId(1)]);
    expect(await listed({ systemTitle: '4B464D' })).toEqual([frameId(2)]);
    expect(await listed({ frameId: frameId(3) })).toEqual([frameId(3)]);
    expect(await listed({ receptor: 'nowhere' })).toEqual([]);
  });

  it("lists a meter's dead letters: by its title, and by its address where either has none", async () => {
    const listed = async (systemTitle: string | null, remoteAddress: string | null) => {
      const meter = { receptor: 'north', systemTitle, remoteAddress };
      const rows = await store.deadLetters.list(10, undefined, { meters: [meter] });
      return rows.map(({ frameId: id }) => id);
    };
    expect(await listed('4B464D', null)).toEqual([frameId(2)]);
    expect(await listed('4B464D', '192.0.2.7')).toEqual([frameId(1), frameId(2), frameId(3)]);
    expect(await listed('FFFFFF', '192.0.2.7')).toEqual([frameId(1), frameId(3)]);
    expect(await listed(null, '192.0.2.7')).toEqual([frameId(1), frameId(2), frameId(3)]);
    expect(await listed(null, '192.0.2.8')).toEqual([]);
    expect(await store.deadLetters.list(10, undefined, { meters: [] })).toEqual([]);
  });

  it('does not revive a dead letter that has come to its end', async () => {
    expect(await store.deadLetters.resolve([frameId(1), frameId(999)], 'readings')).toBe(1);
    expect(await store.deadLetters.resolve([frameId(1)], 'discarded')).toBe(0);
    await store.deadLetters.add([deadLetter(1, { code: 'security.tag' })]);
    const [row] = await store.deadLetters.list(1);
    expect(row).toMatchObject({ code: 'apdu.empty', resolution: 'readings' });
    expect(row?.resolvedAt).toBeInstanceOf(Date);
    const open = await store.deadLetters.list(10, undefined, {});
    expect(open.map(({ frameId: id }) => id)).toEqual([frameId(2), frameId(3)]);
  });

  it('takes the last reason where one frame comes twice at once', async () => {
    await store.deadLetters.add([deadLetter(4), deadLetter(4, { code: 'apdu.empty' })]);
    expect(await store.deadLetters.list(1, frameId(3))).toMatchObject([{ code: 'apdu.empty' }]);
  });

  it('counts and removes what is from anybody, and leaves what is of a known meter', async () => {
    const { deadLetters } = store;
    const days = (n: number) => RECEIVED + n * 86_400_000;
    await deadLetters.add([
      deadLetter(101, { receivedAt: days(10), envelope: new Uint8Array(50) }),
      deadLetter(102, { receivedAt: days(10), layer: 'source' }),
      deadLetter(103, { receivedAt: days(10), knownMeter: true }),
      deadLetter(104, { receivedAt: days(10), layer: 'apdu' }),
      deadLetter(105, { receivedAt: days(11), remoteAddress: '192.0.2.8' }),
    ]);
    const source = { receptor: 'north', remoteAddress: '192.0.2.7', letters: 2 };
    expect(await deadLetters.keptBySource(days(10), days(11))).toEqual([source]);
    expect(await deadLetters.stored([frameId(101), frameId(999)])).toEqual(new Set([frameId(101)]));
    const next = await deadLetters.octetsOfNext(2, frameId(100));
    expect(next).toMatchObject({ last: frameId(102) });
    expect(next?.octets).toBeGreaterThan(50);
    expect(await deadLetters.octetsOfNext(2, frameId(105))).toBeUndefined();
    expect(await deadLetters.octetsOnDisk()).toBeGreaterThan(8_000);

    const ids = async () => {
      const rows = await deadLetters.list(10, frameId(100), {});
      return rows.map(({ frameId: id }) => Number.parseInt(id.slice(-3), 16));
    };
    await deadLetters.removeReceivedBefore(days(9), 1_000);
    expect(await ids()).toEqual([101, 102, 103, 104, 105]);
    expect(await deadLetters.removeOldest('link', 1)).toMatchObject({ letters: 1 });
    expect(await ids()).toEqual([102, 103, 104, 105]);
    expect(await deadLetters.removeOldest('source', 1)).toMatchObject({ letters: 1 });
    expect(await ids()).toEqual([103, 104, 105]);
    expect(await deadLetters.removeOldest('unknown-meter', 9)).toMatchObject({ letters: 2 });
    expect(await ids()).toEqual([103]);
    expect(await deadLetters.removeReceivedBefore(days(11), 9)).toMatchObject({ letters: 1 });
    await deadLetters.clean();
  });

  it('stores a reading once, in the partition of the day its frame came', async () => {
    const midnight = RECEIVED + 1000;
    await store.readings.upsert([reading(1), reading(2, {}, midnight), reading(1)].flat());
    await store.readings.upsert(reading(1, { Value: 13 }));
    expect(await store.readings.list(10)).toEqual([
      {
        day: '2026-05-06',
        id: `${received(1, RECEIVED)}-0`,
        frameId: received(1, RECEIVED),
        receptor: 'north',
        serial: 'm1',
        measure: 'ENERGY',
        value: 13,
        date: new Date('2026-05-06T23:00:00.000Z'),
        raw: null,
        quality: null,
      },
      expect.objectContaining({
        day: '2026-05-07',
        frameId: received(2, midnight),
        value: 12.5,
      }),
    ]);
    expect(await store.readings.count()).toBe(2);
  });

  it('stores whatever a meter may say as serial, text, value or date', async () => {
    const odd = [
      reading(100, { Serial: 'a\0b', Raw: '"{},\\ \ud800 \u{1f50c}', Value: null }),
      reading(101, { Serial: 'x'.repeat(40_000), Value: Number.NaN }),
      reading(102, { Date: '+010000-01-01T00:00:00.000Z', Value: Infinity }),
      reading(103, { Date: 'no date at all', Value: -5e-324, Unit: '' }),
    ];
    await store.readings.upsert(odd.flat());
    const stored = (await store.readings.list(10)).filter(
      ({ id }) => id >= received(100, RECEIVED),
    );
    const oddOnes = stored.filter(({ day }) => day === '2026-05-06');
    expect(oddOnes.map(({ value }) => value)).toEqual([null, NaN, Infinity, -5e-324]);
    expect(oddOnes.map(({ date }) => date === null)).toEqual([false, false, true, true]);
    expect(oddOnes[0]?.serial).toBe('a\uFFFDb');
    await store.deadLetters.add([deadLetter(100, { message: 'a\0b', remoteAddress: '' })]);
  });

  it('keeps values, exact texts and times of all readings of a frame apart', async () => {
    const later = '2026-05-06T23:15:00.000Z';
    const fields: Partial<Reading>[] = [
      { Measure: 'A', Value: 1, Raw: '18446744073709551615' },
      { Measure: 'B', Value: null, Raw: '"quoted", {braced}\\' },
      { Measure: 'C', Value: 3 },
      { Measure: 'D', Value: 4, Date: later },
      { Measure: 'E', Value: 5, Date: later, Quality: 'clock-invalid' },
      { Measure: 'F', Value: 6, Date: later, Quality: 'clock-invalid', Obis: '1.0.1.8.0.255' },
    ];
    await store.readings.upsert(runs(200, fields));
    const id = received(200, RECEIVED);
    expect(await columnsOf(id)).toEqual([
      'A 1 18446744073709551615 23:00 -',
      'B - "quoted", {braced}\\ 23:00 -',
      'C 3 - 23:00 -',
      'D 4 - 23:15 -',
      'E 5 - 23:15 clock-invalid',
      'F 6 - 23:15 clock-invalid',
    ]);
    // Decoded again after a change of the maps: nothing of the earlier readings stays.
    await store.readings.upsert(runs(200, [{ Measure: 'G', Value: 7 }]));
    expect(await columnsOf(id)).toEqual(['G 7 - 23:00 -']);
  });

  it('stores a reading once that has an id of its own', async () => {
    const own = { Id: 'poll-1', Measure: 'OWN', Source: 'poll' } as const;
    await store.readings.upsert(runs(300, [{ Measure: 'A' }, own]));
    await store.readings.upsert(runs(301, [{ ...own, Value: 99 }]));
    const stored = (await store.readings.list(100)).filter(({ measure }) => measure === 'OWN');
    expect(stored).toMatchObject([{ id: 'poll-1', value: 99 }]);
  });

  it('refuses a second user of its folder', async () => {
    await expect(openEmbeddedStore(folder)).rejects.toMatchObject({ code: 'store.locked' });
  });

  it('has after a kill what was committed', async () => {
    await store.queue.apply([message(40)], []);
    const copy = await copyAsAfterKill();
    const second = await openEmbeddedStore(copy);
    expect(await second.queue.read('a', 0, 10)).toHaveLength(1);
    await second.close();
    await expect(second.queue.apply([message(41)], [])).rejects.toMatchObject({
      code: 'store.closed',
    });
  }, 20_000);

  it('refuses data of a newer version and files that are no database', async () => {
    const copy = await copyAsAfterKill();
    const database = await EmbeddedDatabase.open(join(copy, 'database'));
    const later = "insert into schema_migrations (number, name) values (999, 'later')";
    await database.transaction([{ sql: later, parameters: [] }]);
    await database.close();
    await expect(openEmbeddedStore(copy)).rejects.toMatchObject({ code: 'store.newer-schema' });

    await writeFile(join(copy, 'database', 'global', 'pg_control'), 'not a control file');
    await expect(openEmbeddedStore(copy)).rejects.toMatchObject({ code: 'store.failed' });
    await expect(
      openEmbeddedStore(join(copy, 'database', 'PG_VERSION', 'x')),
    ).rejects.toMatchObject({ code: 'store.data-folder' });
  }, 20_000);

  it('ends, with the reason, when Postgres has to give up', async () => {
    const copy = await copyAsAfterKill();
    const broken = await openEmbeddedStore(copy);
    await rm(join(copy, 'database', 'pg_wal'), { recursive: true });
    const large = new Uint8Array(8_000_000);
    const writes = [50, 51, 52, 53].map((id) =>
      broken.queue.apply([message(id, { body: large })], []),
    );
    const results = await Promise.allSettled(writes);
    expect(results.at(-1)).toMatchObject({ reason: { code: 'store.failed' } });
    expect(await broken.failed).toMatchObject({
      code: 'store.failed',
      message: expect.stringContaining('PANIC') as string,
    });
    await broken.close();
  }, 20_000);

  async function columnsOf(id: string): Promise<string[]> {
    const stored = (await store.readings.list(100)).filter(({ frameId: of }) => of === id);
    return stored.map(({ measure, value, raw, date, quality }) =>
      [measure, value, raw, date?.toISOString().slice(11, 16), quality]
        .map((each) => each ?? '-')
        .join(' '),
    );
  }

  /** The files as they are, with the lock of a process that is no more. */
  async function copyAsAfterKill(): Promise<string> {
    const copy = join(folder, `copy-${copies++}`);
    await cp(join(folder, 'database'), join(copy, 'database'), { recursive: true });
    const dead = { pid: process.pid, started: 'another boot 17', token: 'x' };
    await writeFile(join(copy, 'lock'), JSON.stringify(dead));
    return copy;
  }
});
