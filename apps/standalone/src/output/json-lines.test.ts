import { Writable } from 'node:stream';
import { refusalOf, type RefusedFrame } from '@dlms-telemetry/frame';
import { describe, expect, it } from 'vitest';
import { JsonLines } from './json-lines.js';

const refused: RefusedFrame = {
  frame: {
    ...{ id: '01975c9e-0000-7000-8000-000000000001', receptor: 'north', gatewayProcess: 'g' },
    ...{ connectionId: 'c', transport: 'tcp', remoteAddress: '192.0.2.7', remotePort: 4 },
    ...{ localPort: 4059, receivedAt: 0, interfaceType: 'HDLC', bytes: new Uint8Array() },
  },
  refusal: refusalOf('link.noise', 'no frame in these octets'),
};

/** A stream whose reader reads when told to. */
function slowStream() {
  const chunks: string[] = [];
  const pending: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      pending.push(done);
    },
  });
  const read = (): void => {
    pending.shift()?.();
  };
  return { stream, chunks, read };
}

const message = {
  body: new TextEncoder().encode('{"Id":"x-0","Serial":"ä"}'),
  headers: { 'frame-id': 'x', receptor: 'north' },
};

describe('JSON lines', () => {
  it('have the documented keys in the documented order', async () => {
    const chunks: string[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk.toString());
        done();
      },
    });
    const lines = new JsonLines(stream, () => undefined);
    lines.listening({ receptor: 'north', address: '::', port: 4059 });
    lines.listening({ receptor: 'north', address: '::', port: 4059, transport: 'udp' });
    await lines.reading('gw."E":P|m', message);
    await lines.refused(refused);
    await lines.close();
    expect(chunks).toEqual([
      '{"listening":{"receptor":"north","address":"::","port":4059}}\n',
      '{"listening":{"receptor":"north","address":"::","port":4059,"transport":"udp"}}\n',
      '{"routingKey":"gw.\\"E\\":P|m","reading":{"Id":"x-0","Serial":"ä"},"frameId":"x","receptor":"north"}\n',
      '{"refused":{"code":"link.noise","message":"no frame in these octets","layer":"link","offset":null,' +
        '"receptor":"north","remoteAddress":"192.0.2.7","frameId":"01975c9e-0000-7000-8000-000000000001"}}\n',
    ]);
  });

  it('hold the next reading back until a slow reader has read', async () => {
    const { stream, read, chunks } = slowStream();
    const lines = new JsonLines(stream, () => undefined);
    let shown = false;
    const showing = Promise.resolve(lines.reading('k', message)).then(() => (shown = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown).toBe(false);
    read();
    await showing;
    expect(chunks).toHaveLength(1);
  });

  it('tell when nobody reads any more, and let go of who waits', async () => {
    const { stream } = slowStream();
    let gone = false;
    const lines = new JsonLines(stream, () => (gone = true));
    const showing = lines.reading('k', message);
    stream.destroy(new Error('EPIPE'));
    await showing;
    expect(gone).toBe(true);
    expect(lines.reading('k', message)).toBeUndefined();
    await lines.close();
  });
});
