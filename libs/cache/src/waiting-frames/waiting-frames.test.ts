import { InMemoryWaitingFrames } from '@dlms-telemetry/bus';
import { freshKeyPrefix, ownService, type OwnService } from '@dlms-telemetry/services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisConnection } from '../redis-connection.js';
import { RecordedRedisEvents, TestClock, TestRedis } from '../test-redis.js';
import type { QueueDepth } from './drift.js';
import { RedisWaitingFrames, type WaitingFramesEvents } from './redis-waiting-frames.js';
import { describeWaitingFrames } from './waiting-frames-contract.js';

const SECOND = 1_000;
const RECEPTORS = ['north', 'south', 'east'];

/** The queues of all receptors, as a broker would tell them. */
class Queues {
  isAway = false;
  readonly depths = new Map<string, QueueDepth>();

  readonly depthOf = (receptor: string): Promise<QueueDepth> =>
    this.isAway
      ? Promise.reject(new Error('the broker is away'))
      : Promise.resolve(this.depths.get(receptor) ?? { messages: 0, consumers: 0 });
}

class Reported implements WaitingFramesEvents {
  readonly corrections: number[] = [];
  readonly names: string[] = [];

  waitingFramesCorrected({ frames }: { readonly frames: number }): void {
    this.corrections.push(frames);
  }

  waitingFramesEstimated(): void {
    this.names.push('estimated');
  }

  waitingFramesCounted(): void {
    this.names.push('counted');
  }
}

/** Processes that count together. */
class Fleet {
  readonly clock = new TestClock();
  readonly queues = new Queues();
  readonly reported = new Reported();
  readonly #all: RedisWaitingFrames[] = [];

  async join(redis: RedisConnection): Promise<RedisWaitingFrames> {
    const waiting = new RedisWaitingFrames(
      { redis, clock: this.clock, depthOf: this.queues.depthOf, events: this.reported },
      { kind: 'live', receptors: RECEPTORS },
    );
    await waiting.start();
    this.#all.push(waiting);
    return waiting;
  }

  /** All tell what they have counted, then all hear it. */
  async meet(): Promise<void> {
    for (const each of this.#all) await each.flush();
    for (const each of this.#all) for (const receptor of RECEPTORS) each.waiting(receptor);
    for (const each of this.#all) await each.flush();
  }

  async looks(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      this.clock.time += SECOND;
      for (const each of this.#all) await each.look();
    }
  }

  async stop(): Promise<void> {
    for (const each of this.#all) await each.stop();
  }
}

describeWaitingFrames('frames counted within one process', () => {
  const alone = new InMemoryWaitingFrames();
  return Promise.resolve({
    ...{ gateway: alone, decoder: alone },
    meet: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
});

describeWaitingFrames('frames counted in Redis', async () => {
  const redis = new TestRedis(await freshKeyPrefix());
  const fleet = new Fleet();
  return {
    gateway: await fleet.join(await redis.connect()),
    decoder: await fleet.join(await redis.connect()),
    meet: () => fleet.meet(),
    close: async () => {
      await fleet.stop();
      await redis.close();
    },
  };
});

describe('frames counted in Redis', () => {
  let redis: TestRedis;
  let fleet: Fleet;
  beforeEach(async () => {
    redis = new TestRedis(await freshKeyPrefix());
    fleet = new Fleet();
  });
  afterEach(async () => {
    await fleet.stop();
    await redis.close();
  });

  async function join(): Promise<RedisWaitingFrames> {
    return fleet.join(await redis.connect());
  }

  it('are known to a process that comes later', async () => {
    const gateway = await join();
    gateway.accepted('north', 30);
    await gateway.flush();
    expect((await join()).waiting('north')).toBe(30);
  });

  it('go out by themselves a moment later, and answers tell what others have done', async () => {
    const gateway = await join();
    const decoder = await join();
    gateway.accepted('north', 30);
    for (let n = 0; decoder.waiting('north') !== 30; n++) {
      fleet.clock.pass(10);
      await new Promise((resolve) => setImmediate(resolve));
      expect(n).toBeLessThan(10_000);
    }
  });

  it('stay within a tenth of the truth while gateways and decoders work', async () => {
    const limit = 2_000;
    const gateways = [await join(), await join()];
    const decoders = [await join(), await join(), await join()];
    let truth = 0;
    let worst = 0;
    for (let turn = 0; turn < 200; turn++) {
      for (const gateway of gateways) {
        const seen = gateway.waiting('north');
        if (turn > 20) worst = Math.max(worst, Math.abs(seen - truth));
        if (seen + 50 > limit) continue;
        gateway.accepted('north', 50);
        truth += 50;
      }
      if (turn % 3 === 0)
        for (const decoder of decoders)
          if (truth >= 40) {
            decoder.settled('north', 40);
            truth -= 40;
          }
      fleet.clock.pass(10);
      await Promise.all([...gateways, ...decoders].map((each) => each.flush()));
    }
    expect(truth).toBeGreaterThan(0.9 * limit);
    expect(worst).toBeLessThanOrEqual(0.1 * limit);
    await fleet.meet();
    expect(gateways[0]?.waiting('north')).toBe(truth);
  });

  it('that a dead decoder has acked and not counted are corrected when the queue is empty and quiet', async () => {
    const gateway = await join();
    gateway.accepted('north', 70);
    await gateway.flush();
    fleet.queues.depths.set('north', { messages: 0, consumers: 1 });
    await fleet.looks(3);
    expect(fleet.reported.corrections).toEqual([]);
    await fleet.looks(1);
    expect(fleet.reported.corrections).toEqual([-70]);
    await fleet.meet();
    expect(gateway.waiting('north')).toBe(0);
  });

  it('that have drifted while there is no quiet are corrected to what the consumers may hold', async () => {
    const gateway = await join();
    const decoder = await join();
    gateway.accepted('north', 50);
    decoder.settled('north', 50);
    for (let n = 0; n < 100; n++) gateway.accepted('north', 50);
    fleet.queues.depths.set('north', { messages: 0, consumers: 2 });
    for (let n = 0; n < 4; n++) {
      gateway.accepted('north', 50);
      decoder.settled('north', 50);
      await fleet.meet();
      await fleet.looks(1);
    }
    await fleet.meet();
    expect(gateway.waiting('north')).toBe(2 * 16 * 50);
  });

  it('that were published and never counted, by a gateway that died, are found in the queue', async () => {
    const gateway = await join();
    gateway.accepted('north', 50);
    await fleet.meet();
    fleet.queues.depths.set('north', { messages: 41, consumers: 0 });
    await fleet.looks(3);
    await fleet.meet();
    expect(gateway.waiting('north')).toBe(41 * 25);
  });

  it('begin anew from the queues when Redis was emptied, and what is counted after counts', async () => {
    const gateway = await join();
    const decoder = await join();
    gateway.accepted('north', 50);
    gateway.accepted('south', 10);
    await fleet.meet();
    fleet.queues.depths.set('north', { messages: 8, consumers: 1 });
    await (await redis.connect()).do((client) => client.flushall());
    await gateway.flush();
    gateway.accepted('north', 50);
    gateway.accepted('south', 10);
    decoder.settled('north', 20);
    await fleet.meet();
    for (const each of [gateway, decoder]) {
      expect(each.waiting('north')).toBeGreaterThanOrEqual(8 * 50 - 20);
      expect(each.waiting('north')).toBeLessThanOrEqual(9 * 50);
    }
  });

  it('are looked after by one process at a time, and by another when that has gone', async () => {
    const first = await join();
    const second = await join();
    fleet.queues.depths.set('north', { messages: 0, consumers: 0 });
    first.accepted('north', 9);
    await first.flush();
    await fleet.looks(4);
    expect(fleet.reported.corrections).toEqual([-9]);
    await first.stop();
    second.accepted('north', 7);
    await second.flush();
    await fleet.looks(4);
    expect(fleet.reported.corrections).toEqual([-9, -7]);
  });
});

describe('frames counted in a Redis that dies', () => {
  let service: OwnService;
  beforeAll(async () => {
    service = await ownService('redis', 'waiting-frames');
  });
  afterAll(() => service.kill());

  it('are estimated by the messages in the queue, and counted again when it is back', async () => {
    const events = new RecordedRedisEvents();
    const redis = new TestRedis(service);
    const fleet = new Fleet();
    const gateway = await fleet.join(await redis.connect(events));
    for (let n = 0; n < 4; n++) gateway.accepted('north', 50);
    await gateway.flush();

    await service.kill();
    await events.until('disconnected', 1);
    gateway.accepted('north', 50);
    expect(gateway.waiting('north')).toBe(250);
    fleet.queues.depths.set('north', { messages: 7, consumers: 1 });
    await gateway.look();
    expect(gateway.waiting('north')).toBe(7 * 50);
    gateway.accepted('north', 50);
    gateway.settled('north', 100);
    expect(gateway.waiting('north')).toBe(6 * 50 + 0);
    fleet.queues.isAway = true;
    await gateway.look();
    expect(gateway.waiting('north')).toBe(6 * 50);
    expect(fleet.reported.names).toEqual(['estimated']);

    fleet.queues.isAway = false;
    await service.start();
    await events.until('connected', 2);
    await gateway.flush();
    expect(fleet.reported.names).toEqual(['estimated', 'counted']);
    await fleet.meet();
    const counted = gateway.waiting('north');
    // The queue knows what came while Redis was away.
    expect(counted).toBeGreaterThan(250);
    expect(counted).toBeLessThan(600);
    await fleet.stop();
    await redis.close();
  });
});
