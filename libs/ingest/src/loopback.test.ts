import { expect, test } from 'vitest';
import { NOTIFICATION, RECEPTOR, changed, octets, setUp, wrapped } from './test-receptor.js';

const FROM = { receptor: RECEPTOR, remoteAddress: '10.20.30.40', transport: 'tcp' } as const;
const CLIENT_HELLO = octets('1603010005010000010000');

test('octets of a loopback are framed as on a connection from that address, and their ids known at once', async () => {
  const { ingest, frames, refused, port } = await setUp();
  const sent = wrapped(NOTIFICATION);
  const packets = [sent.subarray(0, 9), sent.subarray(9), sent, sent.subarray(0, 20)];
  const injected = ingest.inject({ ...FROM, packets });
  expect(injected.connectionId).toBe('loopback-g1-1');
  expect(injected.frames.map(({ refusal }) => refusal?.code)).toEqual([
    ...[undefined, undefined, 'link.incomplete'],
  ]);
  const got = await frames.reaches(2);
  expect(got.map(({ id }) => id)).toEqual(injected.frames.slice(0, 2).map(({ frame }) => frame.id));
  expect(got[0]).toMatchObject({
    ...{ remoteAddress: '10.20.30.40', transport: 'tcp', remotePort: 0, localPort: port },
    connectionId: 'loopback-g1-1',
  });
  const [incomplete] = await refused.reaches(1);
  expect(incomplete?.frame.id).toBe(injected.frames[2]?.frame.id);
  expect(await Promise.all(injected.frames.map(({ accepted }) => accepted))).toEqual([
    ...['live', 'live', 'dead'],
  ]);
});

test('a datagram of a loopback ends its frames', async () => {
  const { ingest } = await setUp({ receptor: { transports: ['Tcp', 'Udp'] } });
  const sent = wrapped(NOTIFICATION);
  const { frames } = ingest.inject({
    ...{ ...FROM, transport: 'udp' },
    packets: [sent.subarray(0, 20), sent],
  });
  expect(frames.map(({ refusal }) => refusal?.code)).toEqual(['link.incomplete', undefined]);
  expect(frames.map(({ frame }) => frame.transport)).toEqual(['udp', 'udp']);
});

test('a TLS handshake in a loopback to a port without TLS is refused by name', async () => {
  const { ingest } = await setUp();
  const { frames } = ingest.inject({ ...FROM, packets: [CLIENT_HELLO] });
  expect(frames.map(({ refusal }) => refusal?.code)).toEqual(['link.tls-hello']);
});

test('a loopback needs a receptor that runs, and a transport that it has', async () => {
  const { ingest } = await setUp();
  const packets = [wrapped(NOTIFICATION)];
  expect(() => ingest.inject({ ...FROM, receptor: 'other', packets })).toThrow(
    expect.objectContaining({ code: 'ingest.loopback' }),
  );
  expect(() => ingest.inject({ ...FROM, transport: 'udp', packets })).toThrow(/listen on udp/u);
});

test('a loopback waits its turn while as many octets as may be are not accepted', async () => {
  const { ingest } = await setUp({
    options: { octetsInFlight: 1 },
    bus: (bus) => changed(bus, { publish: () => new Promise<void>(() => undefined) }),
  });
  const packets = [wrapped(NOTIFICATION)];
  ingest.inject({ ...FROM, packets });
  expect(() => ingest.inject({ ...FROM, packets })).toThrow(
    expect.objectContaining({ code: 'ingest.busy' }),
  );
  await ingest.stop(AbortSignal.abort());
});
