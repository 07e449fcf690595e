import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN } from './meter.js';
import { Site } from './site.js';

const site = new Site();
const silent = site.receptor({ DroppedClientDetection: 'NoDataTimeout', NoDataTimeout: 500 });
const patient = site.receptor({ DroppedClientDetection: 'NoDataTimeout', NoDataTimeout: 0 });
const unwatched = site.receptor({ DroppedClientDetection: 'ReadTimeout', NoDataTimeout: 500 });
const replacing = site.receptor({ DroppedClientDetection: 'DisconnectOtherConnections' });
const reading = site.receptor({
  DroppedClientDetection: 'ReadTimeout',
  DroppedClientTimeoutSecs: 15,
});
const few = site.receptor({ MaxConnections: 2, DroppedClientDetection: 'ReadTimeout' });
const one = site.receptor({ MaxConnectionsPerAddress: 1, DroppedClientDetection: 'ReadTimeout' });
const balanced = site.receptor({
  ProxyProtocolFrom: '127.0.0.8',
  EnableIpLookup: true,
  Users: [{ Ip: '203.0.113.7', Serial: 'behind' }],
});

beforeAll(() => site.start(), 60_000);
afterAll(() => site.stop(), 60_000);

/** Resolves when the connection is closed, in whatever way. */
async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

const header = (address: string): Buffer =>
  Buffer.from(`PROXY TCP4 ${address} 10.0.0.1 50000 4059\r\n`);

describe('connections', () => {
  it('DroppedClientDetection, NoDataTimeout: who connects and says nothing is closed, where it is listed and not 0', async () => {
    const kept = [await site.dial(patient), await site.dial(unwatched)];
    const dropped = await site.dial(silent);
    const speaking = await site.dial(silent);
    speaking.write(PLAIN);
    await closed(dropped);
    expect([...kept, speaking].map((socket) => socket.closed)).toEqual([false, false, false]);
    for (const socket of [...kept, speaking]) socket.destroy();
  });

  it('DroppedClientTimeoutSecs: a connection that is silent that long is closed, and no other', async () => {
    const dropped = await site.dial(reading);
    const kept = await site.dial(few);
    dropped.write(PLAIN);
    await closed(dropped);
    expect(kept.closed).toBe(false);
    kept.destroy();
  }, 40_000);

  it('DroppedClientDetection: a new connection closes the older one of its address, and no other', async () => {
    const older = await site.dial(replacing, '127.0.0.2');
    const stranger = await site.dial(replacing, '127.0.0.3');
    older.write(PLAIN);
    await site.outcomes(replacing, 1);
    const newer = await site.dial(replacing, '127.0.0.2');
    newer.write(PLAIN);
    await closed(older);
    await site.outcomes(replacing, 2);
    expect([stranger.closed, newer.closed]).toEqual([false, false]);
    stranger.destroy();
    newer.destroy();
  });

  it('MaxConnections: one more is turned away, until another has gone', async () => {
    const sockets = [await site.dial(few), await site.dial(few)];
    for (const socket of sockets) socket.write(PLAIN);
    await site.outcomes(few, 2);
    await closed(await site.dial(few));
    sockets[0]?.destroy();
    // Until the other side has seen that one is free.
    while (site.linesOf(few).length < 3) await site.send(few, PLAIN);
    sockets[1]?.destroy();
  });

  it('MaxConnectionsPerAddress: holds for each address by itself', async () => {
    const first = await site.dial(one, '127.0.0.2');
    first.write(PLAIN);
    await site.outcomes(one, 1);
    await closed(await site.dial(one, '127.0.0.2'));
    const other = await site.dial(one, '127.0.0.3');
    other.write(PLAIN);
    await site.outcomes(one, 2);
    expect([first.closed, other.closed]).toEqual([false, false]);
    first.destroy();
    other.destroy();
  });

  it('ProxyProtocolFrom: the header of a load balancer in the list names the meter, and no other header does', async () => {
    const frame = Buffer.concat([header('203.0.113.7'), PLAIN]);
    const { reading: seen } = await site.outcome(balanced, frame, { from: '127.0.0.8' });
    expect(seen?.Serial).toBe('behind');
    expect(await site.code(balanced, PLAIN, { from: '127.0.0.8' })).toBe('source.proxy-header');
    expect(await site.code(balanced, frame, { from: '127.0.0.9' })).toMatch(/^link\.|^source\./u);
  });
});
