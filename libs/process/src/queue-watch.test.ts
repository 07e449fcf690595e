import { expect, test } from 'vitest';
import { QueueWatch } from './queue-watch.js';

function setUp() {
  const time: { now: number; due: (() => void) | undefined } = { now: 0, due: undefined };
  const depths = new Map([
    ['frames.dead', 7],
    ['telemetry.unrouted', 0],
  ]);
  const told: unknown[] = [];
  const record = (name: string) => (attributes: object) => {
    told.push([name, ...(Object.values(attributes) as unknown[])]);
  };
  const watch = new QueueWatch(
    {
      depth: (queue) => {
        const messages = depths.get(queue);
        if (messages === undefined) return Promise.reject(new Error('no connection'));
        return Promise.resolve({ messages });
      },
      clock: {
        now: () => time.now,
        setTimer: (ms, callback) => {
          time.now += ms;
          time.due = callback;
          return () => (time.due = undefined);
        },
      },
      events: {
        queueMeasured: record('measured'),
        readingsUnrouted: record('unrouted'),
        queuesNotMeasured: record('failed'),
      },
    },
    ['frames.dead', 'telemetry.unrouted'],
  );
  const round = async (): Promise<unknown[]> => {
    told.length = 0;
    (
      time.due ??
      (() => {
        watch.start();
      })
    )();
    await watch.measured;
    return [...told];
  };
  return { watch, time, depths, round };
}

test('queues are measured again and again, and readings that nobody takes are told once an hour', async () => {
  const { watch, time, depths, round } = setUp();
  expect(await round()).toEqual([
    ['measured', 'frames.dead', 7],
    ['measured', 'telemetry.unrouted', 0],
  ]);
  depths.set('telemetry.unrouted', 12);
  expect(await round()).toContainEqual(['unrouted', 12]);
  expect(await round()).not.toContainEqual(['unrouted', 12]);
  time.now += 3_600_000;
  expect(await round()).toContainEqual(['unrouted', 12]);
  await watch.stop();
  expect(time.due).toBeUndefined();
});

test('a broker that is away is asked again', async () => {
  const { depths, round } = setUp();
  depths.delete('frames.dead');
  expect(await round()).toMatchObject([['failed', { message: 'no connection' }]]);
  depths.set('frames.dead', 1);
  expect(await round()).toContainEqual(['measured', 'frames.dead', 1]);
});
