import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Settlements } from './settlements.js';

/** What a broker believes, told by acks as AMQP means them. */
class BelievingBroker {
  readonly calls: string[] = [];
  readonly settled = new Map<number, 'acked' | 'released'>();
  readonly #delivered: number;

  constructor(delivered: number) {
    this.#delivered = delivered;
  }

  ack(tag: number, multiple: boolean): void {
    this.calls.push(multiple ? `ack to ${tag}` : `ack ${tag}`);
    // A tag that is settled already ends the channel, multiple or not.
    if (this.settled.has(tag) || tag > this.#delivered) throw new Error(`unknown tag ${tag}`);
    for (let each = multiple ? 1 : tag; each <= tag; each++)
      if (!this.settled.has(each)) this.settled.set(each, 'acked');
  }

  release(tag: number): void {
    this.calls.push(`release ${tag}`);
    if (this.settled.has(tag)) throw new Error(`unknown tag ${tag}`);
    this.settled.set(tag, 'released');
  }
}

describe('settlements', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells those of a turn with one ack', () => {
    const broker = new BelievingBroker(5);
    const settlements = new Settlements(broker, 100);
    for (const tag of [3, 1, 2]) settlements.ack(tag);
    vi.advanceTimersByTime(0);
    expect(broker.calls).toEqual(['ack to 3']);
  });

  it('hold back what is out of order, for a while', () => {
    const broker = new BelievingBroker(5);
    const settlements = new Settlements(broker, 100);
    for (const tag of [1, 3, 4]) settlements.ack(tag);
    vi.advanceTimersByTime(0);
    expect(broker.calls).toEqual(['ack to 1']);
    vi.runAllTimers();
    expect(broker.calls).toEqual(['ack to 1', 'ack 3', 'ack 4']);
    settlements.ack(2);
    settlements.ack(5);
    vi.runAllTimers();
    expect(broker.calls.slice(3)).toEqual(['ack to 5']);
  });

  it('hold back no more than a part of the prefetch', () => {
    const broker = new BelievingBroker(8);
    const settlements = new Settlements(broker, 8);
    for (const tag of [3, 4, 5]) settlements.ack(tag);
    vi.advanceTimersByTime(0);
    expect(broker.calls).toEqual(['ack 3', 'ack 4', 'ack 5']);
  });

  it('tell each settlement as it was meant and no tag twice, in whichever order they come', () => {
    const order = fc.integer({ min: 1, max: 40 }).chain((count) =>
      fc.tuple(
        fc.shuffledSubarray(
          Array.from({ length: count }, (_, n) => n + 1),
          { minLength: count },
        ),
        fc.array(fc.boolean(), { minLength: count, maxLength: count }),
        fc.array(fc.constantFrom(0, 0, 0, 25), { minLength: count, maxLength: count }),
        fc.integer({ min: 1, max: 50 }),
      ),
    );
    fc.assert(
      fc.property(order, ([tags, releases, pauses, prefetch]) => {
        const broker = new BelievingBroker(tags.length);
        const settlements = new Settlements(broker, prefetch);
        tags.forEach((tag, n) => {
          if (releases[n]) settlements.release(tag);
          else settlements.ack(tag);
          const pause = pauses[n] ?? 0;
          if (pause > 0) vi.advanceTimersByTime(pause);
        });
        vi.runAllTimers();
        for (const [n, tag] of tags.entries())
          expect(broker.settled.get(tag)).toBe(releases[n] ? 'released' : 'acked');
      }),
    );
  });
});
