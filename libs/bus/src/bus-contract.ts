import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, BusMessage, Delivery } from './bus.js';

/** A bus under test, fresh for each test. */
export interface BusUnderTest {
  readonly bus: Bus;
  /** Ends without a word, as a crash does, and gives a bus on the same queues. */
  readonly restart: () => Promise<Bus>;
  readonly close: () => Promise<void>;
}

function text(value: string): BusMessage {
  return { body: new TextEncoder().encode(value) };
}

function read(message: BusMessage): string {
  return new TextDecoder().decode(message.body);
}

/** Collects what comes in and lets a test wait for a number of it. */
class Inbox<T> {
  readonly items: T[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  readonly take = (item: T): void => {
    this.items.push(item);
    const due = this.#waiting.filter(({ count }) => this.items.length >= count);
    this.#waiting = this.#waiting.filter(({ count }) => this.items.length < count);
    for (const { resolve } of due) resolve();
  };

  async has(count: number): Promise<T[]> {
    if (this.items.length < count)
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    return this.items;
  }
}

/** What every adapter of `Bus` promises. */
export function describeBus(name: string, create: () => Promise<BusUnderTest>): void {
  describe(`${name} keeps the contract of a bus:`, () => {
    let under: BusUnderTest;
    let bus: Bus;
    beforeEach(async () => {
      under = await create();
      bus = under.bus;
    });
    afterEach(() => under.close());

    it('hands out what was published, in order, with headers and count', async () => {
      const inbox = new Inbox<Delivery>();
      await bus.publish('a', { ...text('1'), headers: { kind: 'x', size: 2 }, count: 7 });
      await bus.publish('a', text('2'));
      await bus.consume('a', { prefetch: 10 }, inbox.take);
      const [first, second] = await inbox.has(2);
      expect(inbox.items.map(read)).toEqual(['1', '2']);
      expect(first).toMatchObject({ queue: 'a', headers: { kind: 'x', size: 2 }, count: 7 });
      expect(second).toMatchObject({ redelivered: false });
    });

    it('keeps queues apart', async () => {
      const inbox = new Inbox<Delivery>();
      await bus.publish('other', text('not for a'));
      await bus.consume('a', { prefetch: 10 }, inbox.take);
      await bus.publish('a', text('for a'));
      await inbox.has(1);
      expect(inbox.items.map(read)).toEqual(['for a']);
    });

    it('holds no more than the prefetch unsettled', async () => {
      const inbox = new Inbox<Delivery>();
      for (const n of ['1', '2', '3', '4', '5']) await bus.publish('a', text(n));
      await bus.consume('a', { prefetch: 2 }, inbox.take);
      const [first] = await inbox.has(2);
      await bus.publish('a', text('6'));
      expect(inbox.items).toHaveLength(2);
      first?.ack();
      await inbox.has(3);
      expect(inbox.items.map(read)).toEqual(['1', '2', '3']);
    });

    it('hands a released message out again, marked, before those behind it', async () => {
      const inbox = new Inbox<Delivery>();
      await bus.publish('a', text('1'));
      await bus.publish('a', text('2'));
      await bus.consume('a', { prefetch: 1 }, inbox.take);
      (await inbox.has(1))[0]?.release();
      const again = (await inbox.has(2))[1];
      expect(again && read(again)).toBe('1');
      expect(again?.redelivered).toBe(true);
      again?.ack();
      expect((await inbox.has(3)).map(read)).toEqual(['1', '1', '2']);
    });

    it('shares a queue between its consumers', async () => {
      const one = new Inbox<Delivery>();
      const two = new Inbox<Delivery>();
      await bus.consume('a', { prefetch: 1 }, one.take);
      await bus.consume('a', { prefetch: 1 }, two.take);
      await bus.publish('a', text('1'));
      await bus.publish('a', text('2'));
      await Promise.all([one.has(1), two.has(1)]);
      expect([...one.items, ...two.items].map(read).sort()).toEqual(['1', '2']);
    });

    it('waits at a stop until what it handed out is settled, and hands out no more', async () => {
      const inbox = new Inbox<Delivery>();
      const consumer = await bus.consume('a', { prefetch: 1 }, inbox.take);
      await bus.publish('a', text('1'));
      await bus.publish('a', text('2'));
      const [first] = await inbox.has(1);
      let stopped = false;
      const stop = consumer.stop().then(() => (stopped = true));
      await bus.publish('b', text('something else'));
      expect(stopped).toBe(false);
      first?.ack();
      await stop;
      expect(inbox.items).toHaveLength(1);
    });

    it('hands out again after a crash what was not acked, and only that', async () => {
      const inbox = new Inbox<Delivery>();
      for (const n of ['1', '2', '3']) await bus.publish('a', text(n));
      await bus.consume('a', { prefetch: 10 }, inbox.take);
      (await inbox.has(3))[1]?.ack();
      await bus.publish('settle', text('the ack is written with this at the latest'));
      await bus.publish('settle', text('or this'));

      const after = await under.restart();
      const again = new Inbox<Delivery>();
      await after.consume('a', { prefetch: 10 }, again.take);
      await again.has(2);
      await after.publish('a', text('4'));
      await again.has(3);
      expect(again.items.map((d) => [read(d), d.redelivered])).toEqual([
        ['1', true],
        ['3', true],
        ['4', false],
      ]);
    });

    it('passes readings to the subscribers whose pattern fits', async () => {
      const all = new Inbox<string>();
      const some = new Inbox<string>();
      await bus.subscribe('#', (key, message) => {
        all.take(`${key} ${read(message)}`);
      });
      const consumer = await bus.subscribe('gw.ENERGY:P|m1.#', (key) => {
        some.take(key);
      });
      await bus.publishReading('gw.ENERGY:P|m1', text('1'));
      await bus.publishReading('gw.POWER:P|m1', text('2'));
      await all.has(2);
      await some.has(1);
      expect(all.items).toEqual(['gw.ENERGY:P|m1 1', 'gw.POWER:P|m1 2']);
      expect(some.items).toEqual(['gw.ENERGY:P|m1']);
      await consumer.stop();
    });
  });
}
