import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Bus, BusMessage, Delivery } from './bus.js';

/** A bus under test, fresh for each test. */
export interface BusUnderTest {
  readonly bus: Bus;
  /** Ends without a word, as a crash does, and gives a bus on the same queues. */
  readonly restart: () => Promise<Bus>;
  /**
   * Whether an ack is written with what is published after it. Over a broker the two travel apart, so that a crash may
   * hand out again what was acked just before: never too little, at times too much.
   */
  readonly acksGoWithPublishes: boolean;
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

  async holds(condition: (item: T) => boolean): Promise<void> {
    while (!this.items.some(condition)) await this.has(this.items.length + 1);
  }

  async has(count: number): Promise<T[]> {
    if (this.items.length < count)
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    return this.items;
  }
}

/** An answer that says `octet`. */
function answerOf(octet: number): Answer {
  return {
    frameId: '01975c9e-0000-7000-8000-000000000001',
    receptor: 'nörth',
    connectionId: 'g1-7',
    transport: 'tcp',
    remoteAddress: '2001:db8::7',
    remotePort: 40_000,
    octets: Uint8Array.of(octet),
  };
}

/** The durable queues that the suite uses: what must be there before. */
export const CONTRACT_QUEUES = ['a', 'b', 'other', 'settle'] as const;

/**
 * What every adapter of `Bus` promises. Not promised: the order among messages that were released together, since a
 * broker puts them back near the head and no more.
 */
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

    it('hands all of what was released out again, and marked', async () => {
      const inbox = new Inbox<Delivery>();
      const numbers = ['1', '2', '3', '4', '5', '6'];
      for (const n of numbers) await bus.publish('a', text(n));
      await bus.consume('a', { prefetch: 6 }, inbox.take);
      for (const delivery of await inbox.has(6)) delivery.release();
      const again = (await inbox.has(12)).slice(6);
      expect(again.map(read).sort()).toEqual(numbers);
      expect(again.every(({ redelivered }) => redelivered)).toBe(true);
    });

    it('refuses to settle a delivery twice', async () => {
      const inbox = new Inbox<Delivery>();
      await bus.publish('a', text('1'));
      await bus.consume('a', { prefetch: 1 }, inbox.take);
      const [delivery] = await inbox.has(1);
      delivery?.ack();
      expect(() => delivery?.ack()).toThrow('twice');
      expect(() => delivery?.release()).toThrow('twice');
    });

    it('keeps handing out when deliveries are settled in any order', async () => {
      const inbox = new Inbox<Delivery>();
      const numbers = Array.from({ length: 60 }, (_, n) => String(n));
      await Promise.all(numbers.map((n) => bus.publish('a', text(n))));
      let held: Delivery[] = [];
      await bus.consume('a', { prefetch: 6 }, (delivery) => {
        inbox.take(delivery);
        held.push(delivery);
        // The newest first; every seventh goes back once.
        if (held.length < 3) return;
        for (const one of held.reverse()) {
          if (Number(read(one)) % 7 === 0 && !one.redelivered) one.release();
          else one.ack();
        }
        held = [];
      });
      await inbox.has(numbers.length + Math.ceil(numbers.length / 7));
      expect([...new Set(inbox.items.map(read))].sort()).toEqual([...numbers].sort());
    });

    it('carries an empty body, a large one and its headers as they are', async () => {
      const inbox = new Inbox<Delivery>();
      const large = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251);
      const headers = { text: 'ü', zero: 0, time: 1_764_000_000_123, part: 0.5, negative: -7 };
      await bus.publish('a', { body: new Uint8Array(), headers, count: 3 });
      await bus.publish('a', { body: large.subarray(1), headers: {} });
      await bus.consume('a', { prefetch: 2 }, inbox.take);
      const [empty, second] = await inbox.has(2);
      expect(empty).toMatchObject({ headers, count: 3 });
      expect(empty?.body).toHaveLength(0);
      // A view that gives views where everybody counts on copies would be shared by accident.
      expect(second?.body.slice().buffer).not.toBe(second?.body.buffer);
      expect(second?.headers).toEqual({});
      expect(Buffer.compare(second?.body ?? large, large.subarray(1))).toBe(0);
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
      await after.publish('a', text('4'));
      await after.consume('a', { prefetch: 10 }, again.take);
      await again.holds((d) => read(d) === '4');
      const expected = [
        ['1', true],
        ['2', true],
        ['3', true],
        ['4', false],
      ];
      const came = again.items.map((d) => [read(d), d.redelivered]);
      const isAckLost = !under.acksGoWithPublishes && came.length === expected.length;
      expect(came).toEqual(isAckLost ? expected : expected.filter(([n]) => n !== '2'));
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

    it('hands answers to the gateway process they are for, and to no other', async () => {
      const one = new Inbox<Answer>();
      const two = new Inbox<Answer>();
      await bus.answers('g1', one.take);
      await bus.answers('g.#', two.take);
      await bus.answer('g1', answerOf(1));
      await bus.answer('g.#', answerOf(2));
      await bus.answer('g1', answerOf(3));
      const [first] = await one.has(2);
      await two.has(1);
      expect({ ...first, octets: [...(first?.octets ?? [])] }).toEqual({
        ...answerOf(1),
        octets: [1],
      });
      expect([...one.items, ...two.items].map(({ octets }) => octets[0])).toEqual([1, 3, 2]);
    });

    it('turns an answer down when no gateway process of its name listens any more', async () => {
      const returned = { code: 'bus.returned' };
      await expect(bus.answer('g1', answerOf(1))).rejects.toMatchObject(returned);
      const consumer = await bus.answers('g1', () => undefined);
      await bus.answer('g1', answerOf(1));
      await consumer.stop();
      await expect(bus.answer('g1', answerOf(1))).rejects.toMatchObject(returned);
    });

    it('keeps no answers for a gateway process that has ended', async () => {
      await bus.answers('g1', () => undefined);
      const after = await under.restart();
      const inbox = new Inbox<Answer>();
      await after.answers('g1', inbox.take);
      await expect
        .poll(() => after.answer('g1', answerOf(2)).then(() => inbox.items.length > 0))
        .toBe(true);
      expect(inbox.items[0]?.octets[0]).toBe(2);
    });
  });
}
