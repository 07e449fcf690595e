import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Answer } from '@dlms-telemetry/bus';
import {
  readHdlcFrame,
  toHex,
  writeBlocks,
  writeHdlcUiFrames,
  writeWiredMBus,
} from '@dlms-telemetry/dlms';
import { afterEach, describe, expect, it } from 'vitest';
import { RECEPTOR, changed, octets, setUp, until, wrapped } from './test-receptor.js';

const CONFIRMED = octets('0fc0000102000fffffffff');
const UNCONFIRMED = octets('0f80000102000fffffffff');
const CIPHERED = octets('db084b464d1020000001113000000001aabbccddeeff00112233445566');
const CONFIRM = '10c000010200';
const IN_WRAPPER = `0001001000010006${CONFIRM}`;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** What a meter reads, as it comes. */
function heard(socket: Socket): { hex: string } {
  const all = { hex: '' };
  socket.on('data', (chunk: Buffer) => {
    all.hex += chunk.toString('hex');
  });
  return all;
}

async function meter(dial: () => Promise<Socket>): Promise<Socket> {
  const socket = await dial();
  ends.push(() => socket.destroy());
  return socket;
}

function answerTo(socket: Socket, change: Partial<Answer> = {}): Answer {
  return {
    frameId: '01975c9e-0000-7000-8000-000000000001',
    ...{ receptor: RECEPTOR, connectionId: 'g1-1', transport: 'tcp' },
    ...{ remoteAddress: '127.0.0.1', remotePort: socket.localPort ?? 0 },
    octets: octets('01020304'),
    ...change,
  };
}

describe('a notification that asks for a confirmation', () => {
  it('is answered with its invoke-id once it is accepted, and not before', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
    const { dial, frames, counters } = await setUp({
      bus: (bus) =>
        changed(bus, {
          publish: async (queue, message) => {
            await gate;
            await bus.publish(queue, message);
          },
        }),
    });
    const socket = await meter(dial);
    const all = heard(socket);
    socket.write(Buffer.concat([CONFIRMED, UNCONFIRMED, CIPHERED].map(wrapped)));
    await until(() => counters.total('gateway_frames_captured_total') === 3);
    expect(all.hex).toBe('');
    open(undefined);
    await frames.reaches(3);
    await until(() => all.hex !== '');
    await until(() => counters.total('gateway_answers_sent_total') === 1);
    expect(all.hex).toBe(IN_WRAPPER);
  });

  it('is answered through HDLC by a UI frame to the address it came from', async () => {
    const { dial } = await setUp({ receptor: { interfaceType: 'HDLC' } });
    const socket = await meter(dial);
    const destination = octets('cf');
    const source = octets('0225');
    socket.write(Buffer.concat(writeHdlcUiFrames(CONFIRMED, { destination, source })));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const frame = readHdlcFrame(answer);
    expect(frame.control.type).toBe('UI');
    expect(toHex(frame.destination)).toBe(toHex(source));
    expect(toHex(frame.information)).toBe(`e6e600${CONFIRM}`);
  });

  it('is answered bare where there is no link layer, and once when it came in blocks', async () => {
    const { dial, counters } = await setUp({ receptor: { interfaceType: 'PDU' } });
    const bare = await meter(dial);
    bare.write(CONFIRMED);
    expect(((await once(bare, 'data')) as [Buffer])[0].toString('hex')).toBe(CONFIRM);

    const { dial: dialWrapper, ...other } = await setUp();
    const blocks = await meter(dialWrapper);
    const all = heard(blocks);
    blocks.write(Buffer.concat(writeBlocks(CONFIRMED, { maxBlockLength: 4 }).map(wrapped)));
    await until(() => other.counters.total('gateway_answers_sent_total') === 1);
    await until(() => all.hex === IN_WRAPPER);
    expect(counters.total('gateway_answers_dropped_total')).toBe(0);
  });

  it('is answered to the source of its datagram', async () => {
    const { port } = await setUp({ receptor: { transports: ['Tcp', 'Udp'], address: 'Any' } });
    const socket = createSocket('udp4');
    ends.push(() => socket.close());
    socket.send(wrapped(CONFIRMED), port, '127.0.0.1');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString('hex')).toBe(IN_WRAPPER);
  });

  it('is not answered over a link layer that has no way back, and that is counted', async () => {
    const { dial, counters, frames } = await setUp({ receptor: { interfaceType: 'WiredMBus' } });
    const socket = await meter(dial);
    socket.write(Buffer.concat(writeWiredMBus(CONFIRMED)));
    await frames.reaches(1);
    await until(() => counters.total('gateway_answers_dropped_total') === 1);
    expect(counters.total('gateway_answers_sent_total')).toBe(0);
  });

  it('holds nobody up when its meter does not read: further answers are dropped and counted', async () => {
    const { dial, frames, counters } = await setUp();
    const deaf = await meter(dial);
    deaf.pause();
    const many = Buffer.concat(Array.from({ length: 5_000 }, () => wrapped(CONFIRMED)));
    let sent = 0;
    // What the operating system takes of our answers is its own affair.
    while (counters.total('gateway_answers_dropped_total') === 0) {
      deaf.write(many);
      await frames.reaches((sent += 5_000));
    }
    const socket = await meter(dial);
    socket.write(wrapped(CONFIRMED));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('hex')).toBe(IN_WRAPPER);
  });
});

describe('an answer that comes over the bus', () => {
  it('goes out as it is, on the connection that its frame came on', async () => {
    const { bus, dial, frames } = await setUp();
    const [one, two] = [await meter(dial), await meter(dial)];
    two.write(wrapped(UNCONFIRMED));
    const [frame] = await frames.reaches(1);
    const all = heard(one);
    await bus.answer('g1', answerTo(two, { connectionId: frame?.connectionId ?? '' }));
    const [answer] = (await once(two, 'data')) as [Buffer];
    expect(answer.toString('hex')).toBe('01020304');
    expect(all.hex).toBe('');
  });

  it('goes to the source of a datagram', async () => {
    const { bus, port } = await setUp({ receptor: { transports: ['Tcp', 'Udp'] } });
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    ends.push(() => socket.close());
    await once(socket, 'listening');
    expect(port).toBeGreaterThan(0);
    const answer: Answer = {
      ...{ frameId: 'f', receptor: RECEPTOR, connectionId: 'any', transport: 'udp' },
      ...{ remoteAddress: '127.0.0.1', remotePort: socket.address().port },
      octets: octets('01020304'),
    };
    await bus.answer('g1', answer);
    const [datagram] = (await once(socket, 'message')) as [Buffer];
    expect(datagram.toString('hex')).toBe('01020304');
  });

  it('is dropped and counted when the connection has gone, or is another one of that name', async () => {
    const { bus, dial, frames, counters, ingest } = await setUp();
    const socket = await meter(dial);
    socket.write(wrapped(UNCONFIRMED));
    await frames.reaches(1);
    const all = heard(socket);
    await bus.answer('g1', answerTo(socket, { remotePort: 1 }));
    await bus.answer('g1', answerTo(socket, { connectionId: 'g1-99' }));
    expect(counters.total('gateway_answers_dropped_total')).toBe(2);
    socket.destroy();
    await until(() => ingest.connections === 0);
    await bus.answer('g1', answerTo(socket));
    expect(counters.total('gateway_answers_dropped_total')).toBe(3);
    expect(all.hex).toBe('');
  });
});
