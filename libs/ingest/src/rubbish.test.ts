import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, test } from 'vitest';
import { ConnectionTable } from './connection-table.js';
import { RubbishAccount, RubbishPace } from './rubbish-pace.js';
import { ManualClock, NOTIFICATION, setUp, until, wrapped } from './test-receptor.js';

const EMPTY_FRAME = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 0);
const MIB = 1024 * 1024;

describe('senders of rubbish', () => {
  it('wait, and what follows their rubbish is read in its time', async () => {
    const clock = new ManualClock();
    const { frames, refused, counters, dial } = await setUp({ clock });
    const slowed = () => counters.total('gateway_rubbish_slowed_total');
    const socket = await dial();
    socket.write(Buffer.alloc(MIB, 'x'));
    socket.write(wrapped(NOTIFICATION));
    await until(() => slowed() > 0);
    const meter = await dial();
    meter.write(wrapped(NOTIFICATION));
    await frames.reaches(1);
    // The first frame is that of the meter, which has not waited.
    expect(frames.items[0]?.remotePort).toBe(meter.localPort);
    expect(slowed()).toBe(1);
    await until(() => {
      clock.pass(100);
      return frames.items.length === 2;
    });
    expect(frames.items[1]?.remotePort).toBe(socket.localPort);
    expect(refused.items).toHaveLength(1);
    socket.destroy();
    meter.destroy();
  });

  it('get few refusals at once, however many they ask for', async () => {
    const clock = new ManualClock();
    const { refused, counters, dial } = await setUp({ clock });
    const sockets = [await dial(), await dial(), await dial()];
    for (const socket of sockets) socket.write(Buffer.alloc(MIB, EMPTY_FRAME));
    await until(() => counters.total('gateway_rubbish_slowed_total') === sockets.length);
    await until(() => refused.items.length === counters.total('gateway_frames_refused_total'));
    // A slice of a kibioctet each.
    expect(refused.items).toHaveLength((3 * 1024) / EMPTY_FRAME.length);
    for (const socket of sockets) socket.destroy();
  });

  it('are told no more by datagrams when too many of them came', async () => {
    const clock = new ManualClock();
    const { refused, counters, port } = await setUp({ clock, receptor: { transports: ['Udp'] } });
    const socket = createSocket('udp4');
    const dropped = () => counters.total('gateway_datagrams_dropped_total');
    const send = () =>
      new Promise((resolve) => {
        socket.send(EMPTY_FRAME, port, '127.0.0.1', resolve);
      });
    while (dropped() < 5) {
      await send();
      await sleep(0);
    }
    await until(() => refused.items.length > 990);
    expect(refused.items.length).toBeLessThan(1_010);
    clock.pass(60_000);
    const before = refused.items.length;
    await send();
    await until(() => refused.items.length > before);
    socket.close();
  });
});

test('a bad line costs nothing as long as most of what it brings are frames', () => {
  const account = new RubbishAccount(new RubbishPace(new ManualClock()));
  for (let n = 0; n < 200; n++) {
    expect(account.note(8_000, 0, 0)).toBe(0);
    expect(account.note(0, 20, 1)).toBe(0);
  }
  const waits = Array.from({ length: 30 }, () => account.note(0, 20, 1));
  expect(waits.filter((wait) => wait > 0).length).toBeGreaterThan(5);
});

test('what is looked at in one go grows with what is good', () => {
  const account = new RubbishAccount(new RubbishPace(new ManualClock()));
  const first = account.slice;
  for (let n = 0; n < 10; n++) account.note(first, 0, 0);
  expect(account.slice).toBe(64 * 1024);
  account.note(0, 20, 1);
  expect(account.slice).toBe(first);
});

test('a new connection is told of the newest of its address only: the older ones were told before', () => {
  const table = new ConnectionTable<string>({ maxConnections: 0, maxConnectionsPerAddress: 2 });
  expect(table.add('192.0.2.7', 'one')).toBeUndefined();
  expect(table.add('192.0.2.7', 'two')).toBe('one');
  expect(table.isFull('192.0.2.7')).toBe(true);
  table.delete('192.0.2.7', 'two');
  expect(table.isFull('192.0.2.7')).toBe(false);
  expect(table.add('192.0.2.7', 'three')).toBeUndefined();
  table.delete('192.0.2.7', 'one');
  table.delete('192.0.2.7', 'three');
  expect(table.add('192.0.2.7', 'four')).toBeUndefined();
});
