import { freshVhost, type Share } from '@dlms-telemetry/services';
import { connect, type ChannelModel } from 'amqplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../bus.js';
import { queuesOf, TELEMETRY_UNROUTED } from '../declarations.js';
import { FRAMES_POISON, liveQueue } from '../topology.js';
import type { AmqpBus } from './amqp-bus.js';
import { startBus, Wire } from './test-broker.js';

const QUEUES = queuesOf(['site', '#']);
const LIVE = liveQueue('site');

const octets = (n: number): Uint8Array => Uint8Array.of(n);

/** Collects deliveries and lets a test wait for a number of them. */
function collector(settle: (delivery: Delivery) => void = () => undefined) {
  const deliveries: Delivery[] = [];
  let wake: () => void = () => undefined;
  return {
    deliveries,
    take: (delivery: Delivery): void => {
      deliveries.push(delivery);
      settle(delivery);
      wake();
    },
    until: async (count: number): Promise<void> => {
      while (deliveries.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

describe('the bus on RabbitMQ', () => {
  let vhost: Share;
  let wire: Wire;
  let url: string;
  let model: ChannelModel;
  const buses: AmqpBus[] = [];
  beforeAll(async () => {
    vhost = await freshVhost();
    model = await connect(vhost.url);
    wire = new Wire(vhost.url);
    url = await wire.open();
  }, 60_000);
  afterEach(async () => {
    wire.release();
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    const channel = await model.createChannel();
    for (const { name } of QUEUES) await channel.purgeQueue(name).catch(() => undefined);
    await channel.close().catch(() => undefined);
  });
  afterAll(async () => {
    wire.close();
    await model.close();
    await vhost.drop();
  });

  async function start(...[to, options]: [string, Parameters<typeof startBus>[2]?]) {
    const started = await startBus(to, QUEUES, options);
    buses.push(started.bus);
    return started;
  }

  it('comes back by itself when the wire is cut: topology, publishing and consumers', async () => {
    const { bus, events } = await start(url);
    const { deliveries, take, until } = collector();
    await bus.consume(LIVE, { prefetch: 10 }, take);
    await bus.publish(LIVE, { body: octets(1) });
    await until(1);
    wire.cut();
    await events.until('disconnected', 2);
    await events.until('connected', 4);
    await until(2);
    expect(events.count('attemptFailed')).toBe(0);
    expect(deliveries[1]).toMatchObject({ redelivered: true, queue: LIVE });
    await bus.publish(LIVE, { body: octets(2) });
    await until(3);
    expect(bus.connected).toBe(true);
    await bus.close();
    expect(bus.connected).toBe(false);
    expect(events.count('attemptFailed')).toBe(0);
  });

  it('forgets the deliveries of a channel that has gone: settling one does nothing and is counted', async () => {
    const { bus, events } = await start(url);
    const { deliveries, take, until } = collector();
    await bus.consume(LIVE, { prefetch: 10 }, take);
    await bus.publish(LIVE, { body: octets(1) });
    await until(1);
    wire.cut();
    await until(2);
    deliveries[0]?.ack();
    expect(events.count('settledLate')).toBe(1);
    expect(() => deliveries[0]?.ack()).toThrow('twice');
    deliveries[1]?.ack();
  });

  it('declares further queues while it runs, and with the next connection', async () => {
    const { bus, events } = await start(url);
    const later = liveQueue('later');
    await expect(bus.publish(later, { body: octets(1) })).rejects.toMatchObject({
      code: 'bus.returned',
    });
    await bus.declare(queuesOf(['site', 'later']));
    await bus.publish(later, { body: octets(1) });
    expect(await bus.depth(later)).toMatchObject({ messages: 1 });

    const channel = await model.createChannel();
    await channel.deleteQueue(later);
    wire.cut();
    await events.until('connected', 4);
    await bus.publish(later, { body: octets(2) });
    await channel.deleteQueue(later);
    await channel.close();
  });

  it('declares a queue when the broker is there that was asked for while it was away', async () => {
    const { bus, events } = await start(url);
    const later = liveQueue('away');
    wire.cut();
    await events.until('disconnected', 2);
    await bus.declare(queuesOf(['site', 'away']));
    await events.until('connected', 4);
    await bus.publish(later, { body: octets(1) });
    const channel = await model.createChannel();
    await channel.deleteQueue(later);
    await channel.close();
  });

  it('says when a further queue is there with other arguments, and goes on without it', async () => {
    const { bus } = await start(url);
    const foreign = liveQueue('foreign');
    const channel = await model.createChannel();
    await channel.assertQueue(foreign, { durable: true });
    const declared = bus.declare(queuesOf(['site', 'foreign']));
    await expect(declared).rejects.toMatchObject({ code: 'bus.not-declared' });
    await bus.publish(LIVE, { body: octets(1) });
    await channel.deleteQueue(foreign);
    await bus.declare(queuesOf(['site', 'foreign']));
    await bus.publish(foreign, { body: octets(1) });
    await channel.deleteQueue(foreign);
    await channel.deleteQueue('frames.historic.foreign');
    await channel.close();
  });

  it('turns a message down for which there is no queue', async () => {
    const { bus } = await start(url);
    const publishing = bus.publish('frames.live.nobody', { body: octets(1) });
    await expect(publishing).rejects.toMatchObject({ code: 'bus.returned' });
    await bus.publish(LIVE, { body: octets(1) });
  });

  it('says that a message is in doubt when no confirm comes, and that it came after all', async () => {
    const { bus, events } = await start(url, { confirmLimitMs: 50, heartbeatSeconds: 0 });
    wire.hold();
    const publishing = bus.publish(LIVE, { body: octets(1) });
    await expect(publishing).rejects.toMatchObject({ code: 'bus.in-doubt' });
    expect(events.count('turnedDown')).toBe(1);
    wire.release();
    await events.until('confirmedLate', 1);
  });

  it('says that a message is in doubt when the wire is cut before its confirm', async () => {
    const { bus } = await start(url);
    wire.hold();
    const publishing = bus.publish(LIVE, { body: octets(1) });
    wire.cut();
    await expect(publishing).rejects.toMatchObject({ code: 'bus.in-doubt' });
  });

  it('turns down at once what cannot be sent, and starts where nobody listens', async () => {
    const { bus, events } = await start('amqp://127.0.0.1:1');
    expect(bus.connected).toBe(false);
    await expect(bus.publish(LIVE, { body: octets(1) })).rejects.toMatchObject({
      code: 'bus.unreachable',
    });
    const consumer = await bus.consume(LIVE, { prefetch: 1 }, () => undefined);
    await consumer.stop();
    await events.until('attemptFailed', 4);
    await bus.close();
    await expect(bus.publish(LIVE, { body: octets(1) })).rejects.toMatchObject({
      code: 'bus.closed',
    });
  });

  it('keeps no more on the way to a confirm than it may, and turns down what waits too long', async () => {
    const { bus } = await start(url, {
      outstandingMessages: 2,
      confirmLimitMs: 200,
      heartbeatSeconds: 0,
    });
    await Promise.all([1, 2, 3, 4, 5].map((n) => bus.publish(LIVE, { body: octets(n) })));
    wire.hold();
    const all = [1, 2, 3, 4].map((n) => bus.publish(LIVE, { body: octets(n) }));
    const codes = (await Promise.allSettled(all)).map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : result.status,
    );
    expect(codes.slice(0, 2)).toEqual(['bus.in-doubt', 'bus.in-doubt']);
    expect(codes.slice(2).every((code) => code !== 'fulfilled')).toBe(true);
  });

  it('refuses to consume a queue that is not there, and goes on', async () => {
    const { bus } = await start(url);
    const consuming = bus.consume('nobody', { prefetch: 1 }, () => undefined);
    await expect(consuming).rejects.toMatchObject({ code: 'bus.no-queue' });
    await bus.publish(LIVE, { body: octets(1) });
  });

  it('does not work with a queue of other arguments, and comes as soon as that has gone', async () => {
    const channel = await model.createChannel();
    await channel.assertQueue('odd', { durable: true });
    const { bus, events } = await startBus(url, [{ name: 'odd' }]);
    buses.push(bus);
    expect(bus.connected).toBe(false);
    await events.until('attemptFailed', 4);
    await channel.deleteQueue('odd');
    await events.until('connected', 2);
    await bus.publish('odd', { body: octets(1) });
    await channel.deleteQueue('odd');
    await channel.close();
  });

  it('consumes again when its queue was deleted', async ({ signal }) => {
    const { bus } = await start(url);
    const { take, until } = collector((delivery) => {
      delivery.ack();
    });
    await bus.consume(LIVE, { prefetch: 1 }, take);
    const channel = await model.createChannel();
    const { consumerCount } = await channel.checkQueue(LIVE);
    expect(consumerCount).toBe(1);
    await channel.deleteQueue(LIVE);
    for (let count = 0; count === 0 && !signal.aborted;) {
      const asking = await model.createChannel();
      asking.on('error', () => undefined); // not declared yet
      count = await asking.checkQueue(LIVE).then(
        (queue) => queue.consumerCount,
        () => 0,
      );
    }
    await bus.publish(LIVE, { body: octets(1) });
    await until(1);
    await channel.close();
  });

  it('acks what is settled without a gap, and what is not when it stops', async () => {
    const { bus } = await start(url);
    const { deliveries, take, until } = collector();
    const consumer = await bus.consume(LIVE, { prefetch: 8 }, take);
    for (const n of [1, 2, 3, 4]) await bus.publish(LIVE, { body: octets(n) });
    await until(4);
    deliveries[3]?.ack();
    deliveries[1]?.ack();
    deliveries[0]?.ack();
    const stopping = consumer.stop();
    deliveries[2]?.release();
    await stopping;
    const after = collector();
    await bus.consume(LIVE, { prefetch: 8 }, after.take);
    await bus.publish(LIVE, { body: octets(5) });
    await after.until(2);
    expect(after.deliveries.map((each) => each.body[0])).toEqual([3, 5]);
  });

  it('keeps the frames of a receptor apart whose name is a wildcard', async () => {
    const { bus } = await start(url);
    const channel = await model.createChannel();
    await bus.publish(LIVE, { body: octets(1) });
    expect((await channel.checkQueue(liveQueue('#'))).messageCount).toBe(0);
    await bus.publish(liveQueue('#'), { body: octets(1) });
    expect((await channel.get(liveQueue('#'), { noAck: true })) !== false).toBe(true);
    await channel.close();
  });

  it('keeps in frames.poison what the broker gives up on', async () => {
    const { bus } = await start(url);
    await bus.publish(LIVE, { body: octets(7), headers: { kind: 'x' }, count: 4 });
    const channel = await model.createChannel();
    const message = await channel.get(LIVE);
    if (message === false) throw new Error('nothing there');
    channel.reject(message, false);
    const { deliveries, take, until } = collector((delivery) => {
      delivery.ack();
    });
    await bus.consume(FRAMES_POISON, { prefetch: 1 }, take);
    await until(1);
    expect(deliveries[0]).toMatchObject({ count: 4, headers: { kind: 'x' }, body: { 0: 7 } });
    await channel.close();
  });

  it('sets aside the readings that no subscriber wants, and refuses keys that are too long', async ({
    signal,
  }) => {
    const { bus } = await start(url);
    await bus.publishReading('gw.ENERGY:P|m1', { body: octets(1), headers: { frame: 'x' } });
    const channel = await model.createChannel();
    let key: string | undefined;
    while (key === undefined && !signal.aborted) {
      const unrouted = await channel.get(TELEMETRY_UNROUTED, { noAck: true });
      if (unrouted !== false) key = unrouted.fields.routingKey;
    }
    expect(key).toBe('gw.ENERGY:P|m1');
    await channel.close();
    await expect(bus.publishReading('k'.repeat(256), { body: octets(1) })).rejects.toMatchObject({
      code: 'bus.not-accepted',
    });
  });

  it('is turned down by a full queue that turns messages away', async () => {
    const { bus } = await start(url);
    const channel = await model.createChannel();
    await channel.assertQueue('full', {
      exclusive: true,
      arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' },
    });
    await channel.bindQueue('full', 'telemetry', 'full');
    await bus.publishReading('full', { body: octets(1) });
    await expect(bus.publishReading('full', { body: octets(2) })).rejects.toMatchObject({
      code: 'bus.nacked',
    });
    await channel.close();
  });
});
