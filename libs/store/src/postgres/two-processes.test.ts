import { freshSchema, type Share } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECEIVED, deadLetter, frameId, reading, received } from '../contract/test-rows.js';
import { change, key, user } from '../contract/users-contract.js';
import { openPostgresStore } from '../postgres-store.js';
import type { Store } from '../store.js';

/** The server may still be starting. */
const START_MS = 60_000;
const DAY_MS = 86_400_000;
const LIMIT = { envelopes: 100, frames: 1_000 };
const SEALED = Uint8Array.of(1, 2, 3);

describe('two processes on one Postgres', () => {
  let schema: Share;
  let one: Store;
  let other: Store;
  beforeAll(async () => {
    schema = await freshSchema();
    [one, other] = await Promise.all([openPostgresStore(schema), openPostgresStore(schema)]);
  }, START_MS);
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await schema.drop();
  });

  /** Runs work in both at the same time, often enough for every order to come about. */
  async function both<R>(
    times: number,
    work: (store: Store, n: number, name: string) => Promise<R>,
  ): Promise<[R, R][]> {
    const pairs: [R, R][] = [];
    for (let n = 0; n < times; n++)
      pairs.push(await Promise.all([work(one, n, 'one'), work(other, n, 'other')]));
    return pairs;
  }

  it('have one schedule: the right to replay a receptor goes to one, and on when it expires', async () => {
    const held = await both(20, (store, n, name) => store.backlog.hold(`r${n}`, name, 60_000));
    expect(held.map(([a, b]) => Number(a) + Number(b))).toEqual(Array(20).fill(1));
    const holder = held[0]?.[0] === true ? one : other;
    const waiting = holder === one ? other : one;
    const name = holder === one ? 'one' : 'other';
    expect(await holder.backlog.hold('r0', name, -1)).toBe(true);
    expect(await waiting.backlog.hold('r0', 'the waiting one', 60_000)).toBe(true);
    expect(await holder.backlog.hold('r0', name, 60_000)).toBe(false);
  });

  it('lose and double nothing of the backlog when one goes on whose right has expired', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => ({
      ...{ firstFrameId: frameId(n), receptor: 'late', cause: 'overload' as const, count: 2 },
      ...{ receivedAt: RECEIVED + n, envelope: Uint8Array.of(n) },
    }));
    await both(1, (store) => store.backlog.add(rows));
    const [read] = await both(1, (store) => store.backlog.oldest('late', 'overload', LIMIT));
    expect(read?.map((each) => each.length)).toEqual([10, 10]);
    const whole = rows.slice(0, 6).map(({ firstFrameId }) => firstFrameId);
    await both(1, (store, _, name) =>
      store.backlog.remove({
        ...{ whole: name === 'one' ? whole : whole.toReversed(), octets: 6 },
        parts: [{ firstFrameId: frameId(6), gone: 1, receivedAt: RECEIVED + 6 }],
        run: { receptor: 'late', at: RECEIVED },
      }),
    );
    const left = await one.backlog.oldest('late', 'overload', LIMIT);
    expect(left.map(({ gone }) => gone)).toEqual([1, 0, 0, 0]);
  });

  it('make the partition of a new day at the same time, and store the same frames once', async () => {
    await both(10, (store, n, name) => {
      const at = RECEIVED + n * DAY_MS;
      const frames = [1, 2, 3, 4, 5].map((f) => reading(f, { Serial: `s${f}` }, at));
      return store.readings.upsert((name === 'one' ? frames : frames.toReversed()).flat());
    });
    expect(await one.readings.count()).toBe(50);
    expect(await other.readings.last('s3')).toMatchObject([{ frameId: received(3, RECEIVED) }]);
  });

  it('update the last values of the same meters without waiting for each other for good', async () => {
    await both(20, (store, n, name) => {
      const at = RECEIVED + (name === 'one' ? n * 2 : n * 2 + 1);
      const date = new Date(at).toISOString();
      const frames = Array.from({ length: 30 }, (_, m) =>
        reading(
          (name === 'one' ? 1_000 : 2_000) + m,
          { Serial: `l${m}`, Value: at, Date: date, ReceivedAt: date },
          at,
        ),
      );
      return store.readings.upsert((name === 'one' ? frames : frames.toReversed()).flat());
    });
    for (const m of [0, 29])
      expect(await one.readings.last(`l${m}`)).toMatchObject([{ value: RECEIVED + 39 }]);
  });

  it('resolve a dead letter or give it a new reason: what came to its end stays there', async () => {
    for (let n = 0; n < 20; n++) {
      await one.deadLetters.add([deadLetter(n)]);
      await Promise.all([
        one.deadLetters.resolve([frameId(n)], 'readings'),
        other.deadLetters.add([deadLetter(n, { code: 'security.tag' })]),
      ]);
      await other.deadLetters.add([deadLetter(n, { code: 'apdu.empty' })]);
    }
    const letters = await one.deadLetters.list(100);
    expect(letters.map(({ resolution }) => resolution)).toEqual(Array(20).fill('readings'));
    expect(letters.filter(({ code }) => code === 'apdu.empty')).toEqual([]);
  });

  it('resolve a dead letter once', async () => {
    const ids = Array.from({ length: 10 }, (_, n) => frameId(100 + n));
    await one.deadLetters.add(ids.map((_, n) => deadLetter(100 + n)));
    const [resolved = []] = await both(1, (store, _, name) =>
      store.deadLetters.resolve(name === 'one' ? ids : ids.toReversed(), 'discarded'),
    );
    expect(resolved.reduce((sum, n) => sum + n, 0)).toBe(10);
  });

  it('claim a counter for one frame', async () => {
    const scope = 'f'.repeat(32);
    const claims = await both(20, async (store, counter, name) => {
      const frame = frameId(name === 'one' ? 1 : 2);
      const [holder] = await store.counters.claim([
        { scope, counter, frameId: frame, receivedAt: RECEIVED },
      ]);
      return holder;
    });
    for (const [a, b] of claims) expect(a).toBe(b);
  });

  it('change users one after the other: of two changes of one version one is made', async () => {
    const made = await both(10, async (store, n, name) => {
      const id = name === 'one' ? n * 2 + 1 : n * 2 + 2;
      const added = change({
        added: [user(id, { systemTitle: id.toString(16).padStart(16, '0').toUpperCase() })],
        addedKeys: [key(id, 1_000 + id)],
      });
      return await store.users.change(added, n, RECEIVED);
    });
    expect(made.map(([a, b]) => Number(a) + Number(b))).toEqual(Array(10).fill(1));
    expect(await one.users.version()).toBe(10);
    expect(await one.users.ofDevice('north')).toHaveLength(10);
  });

  it('take the next key of a user into use once', async () => {
    for (let n = 0; n < 10; n++) {
      const [first] = await one.users.ofDevice('north');
      const id = first?.id ?? '';
      const next = { ...key(1, 2_000 + n, 'next'), userId: id };
      const version = await one.users.version();
      await one.users.change(change({ addedKeys: [next] }), version, RECEIVED);
      const [promoted = []] = await both(1, (store) => store.users.promote(id, RECEIVED + n));
      expect(promoted.filter(Boolean)).toHaveLength(1);
      expect(await one.users.version()).toBe(version + 2);
    }
  });

  it('seal a key anew once', async () => {
    const keys = await one.users.sealedOtherwise(Uint8Array.of(9), 100);
    const fresh = keys.slice(0, 8);
    const [resealed = []] = await both(1, (store, _, name) =>
      store.users.reseal(
        (name === 'one' ? fresh : fresh.toReversed()).map(({ id }) => ({
          ...{ keyId: id, from: SEALED, to: Uint8Array.of(9, name === 'one' ? 1 : 2) },
        })),
      ),
    );
    expect(resealed.reduce((sum, n) => sum + n, 0)).toBe(fresh.length);
    expect(await one.users.sealedOtherwise(Uint8Array.of(9), 100)).toHaveLength(
      keys.length - fresh.length,
    );
  });
});
