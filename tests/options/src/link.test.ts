import { writeHdlcAddress, writeHdlcUiFrames, writeWiredMBus } from '@dlms-telemetry/dlms';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notification, PLAIN, textAt, wrapped } from './meter.js';
import { Site } from './site.js';

const site = new Site();
const unset = site.section('Unset', {
  ...{ DeviceType: 'DlmsPushServer', Address: '127.0.0.1', Port: 0 },
});
const wrapper = site.receptor({ ConnectionInterfaceType: 'WRAPPER' });
const wired = site.receptor({ ConnectionInterfaceType: 'WiredMBus' });
const auto = site.receptor({ ConnectionInterfaceType: 'Auto' });
const quick = site.receptor({ ConnectionInterfaceType: 'PDU', PduQuietTimeMs: 20 });
const patient = site.receptor({ ConnectionInterfaceType: 'PDU', PduQuietTimeMs: 60_000 });
const short = site.receptor({ DropDataLength: 40 });
const both = site.receptor({ Transport: 'Tcp,Udp' });
const datagrams = site.receptor({ Transport: 'Udp' });
const user = site.receptor({
  Users: [{ Ip: '127.0.0.2', ConnectionInterfaceType: 'WRAPPER', Serial: 'two' }],
});
const elsewhere = site.receptor({ Address: '127.0.0.7' });
const anywhere = site.receptor({ Address: 'Any' });

beforeAll(() => site.start(), 60_000);
afterAll(() => site.stop(), 60_000);

function joined(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(frames);
}

const APDU = notification();
const HDLC = joined(
  writeHdlcUiFrames(APDU, {
    destination: writeHdlcAddress({ upper: 102 }),
    source: writeHdlcAddress({ upper: 1 }),
  }),
);
const WIRED = joined(writeWiredMBus(APDU, { destinationAddress: 102 }));

describe('how frames are cut', () => {
  it('ConnectionInterfaceType: HDLC unless said otherwise; Auto takes what comes', async () => {
    expect(await site.code(unset, HDLC)).toBe('reading');
    expect(await site.code(unset, PLAIN)).toMatch(/^link\./u);
    expect(await site.code(wrapper, PLAIN)).toBe('reading');
    expect(await site.code(wrapper, HDLC)).toMatch(/^link\./u);
    expect(await site.code(wired, WIRED)).toBe('reading');
    for (const frame of [HDLC, PLAIN, WIRED]) expect(await site.code(auto, frame)).toBe('reading');
    expect(await site.code(user, PLAIN, { from: '127.0.0.2' })).toBe('reading');
  });

  it('PduQuietTimeMs: an APDU without framing ends when the sender is quiet that long', async () => {
    const early = await site.dial(quick);
    early.write(APDU);
    expect(await site.outcomes(quick)).toHaveLength(1);
    early.destroy();
    const late = await site.dial(patient);
    late.write(APDU.subarray(0, 9));
    await site.code(wrapper, PLAIN);
    late.end(APDU.subarray(9));
    expect((await site.outcomes(patient))[0]?.reading).toBeDefined();
  });

  it('DropDataLength: a longer packet is refused and counted, and the next one still gives readings', async () => {
    const long = wrapped(notification(5, [textAt('0000600100FF', 'x'.repeat(40))]));
    await site.send(short, joined([long, PLAIN]));
    const outcomes = await site.outcomes(short, 2);
    expect(outcomes.map(({ refused }) => refused?.code)).toEqual(
      expect.arrayContaining(['link.too-long', undefined]),
    );
    expect(await site.code(wrapper, long)).toBe('reading');
  });

  it('Transport: TCP, UDP or both on one port', async () => {
    expect(await site.code(both, PLAIN)).toBe('reading');
    expect(await site.code(both, PLAIN, { transport: 'udp' })).toBe('reading');
    expect(await site.code(datagrams, PLAIN, { transport: 'udp' })).toBe('reading');
    await expect(site.dial(datagrams)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('Address, Port: the address and port that are listened on', async () => {
    expect(site.listening(elsewhere)?.address).toBe('127.0.0.7');
    expect(site.port(elsewhere)).toBeGreaterThan(0);
    expect(await site.code(elsewhere, PLAIN)).toBe('reading');
    const { port = 0 } = site.listening(anywhere) ?? {};
    const { connect } = await import('node:net');
    for (const host of ['127.0.0.1', '127.0.0.9']) {
      const socket = connect({ host, port });
      socket.end(PLAIN).resume();
      await once(socket, 'close');
    }
    expect(await site.outcomes(anywhere, 2)).toHaveLength(2);
  });
});
