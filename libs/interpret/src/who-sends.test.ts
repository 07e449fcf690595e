import { describe, expect, it } from 'vitest';
import { writeHdlcAddress, type LinkDetails } from '@dlms-telemetry/dlms';
import { logicalAddressesOf } from './logical-addresses.js';
import { codeOf, find, interpreterWith } from './test-interpreter.js';
import { glo, inWrapper, meterOf, OTHER_TITLE, PLAIN, signed, TITLE } from './test-pushes.js';
import { framesOf } from './test-vectors.js';

const METER = meterOf(1);
const KEYS = METER.options;

describe('a title that is not the one registered for the address', () => {
  const Users = [{ ...KEYS, Ip: '10.0.0.1', SystemTitle: OTHER_TITLE, Serial: '1' }];
  const frame = inWrapper(glo(METER));

  it('is read and marked, and refused under DeviceAuthorization', () => {
    const result = interpreterWith({ EnableIpLookup: true, Users }).interpret(frame);
    expect(result).toMatchObject({ readings: { leniencies: ['title-differs'] } });
    const same = [{ ...Users[0], SystemTitle: TITLE }];
    expect(interpreterWith({ EnableIpLookup: true, Users: same }).interpret(frame)).toMatchObject({
      readings: { leniencies: [] },
    });
    const strict = { EnableIpLookup: true, DeviceAuthorization: true };
    expect(interpreterWith({ ...strict, Users }).interpret(frame)).toMatchObject({
      refusal: { code: 'source.title-differs', layer: 'source' },
      systemTitle: TITLE.toLowerCase(),
    });
  });
});

describe('DeviceAuthorization over UDP', () => {
  const Users = [{ ...KEYS, Ip: '10.0.0.1', SystemTitle: TITLE }];
  const code = (apdu: Uint8Array, transport: 'tcp' | 'udp', options: object = {}) =>
    codeOf(
      interpreterWith({ DeviceAuthorization: true, Users, ...options }).interpret(
        inWrapper(apdu, { transport }),
      ),
    );
  const encrypted = { authenticated: false, encrypted: true };

  it('takes no address for a proof: the APDU must be authenticated', () => {
    for (const options of [{}, { EnableIpLookup: true }]) {
      for (const apdu of [PLAIN, glo(METER, { control: encrypted })]) {
        expect(code(apdu, 'tcp', options)).toBe('readings');
        expect(code(apdu, 'udp', options)).toBe('source.not-authenticated');
      }
      for (const apdu of [
        glo(METER),
        signed(METER),
        glo(METER, { control: encrypted, plain: signed(METER) }),
      ])
        expect(code(apdu, 'udp', options)).toBe('readings');
    }
    expect(code(PLAIN, 'udp', { DeviceAuthorization: false })).toBe('readings');
  });
});

describe('ClientAddress and ServerAddress', () => {
  const code = (options: object) => codeOf(interpreterWith(options).interpret(inWrapper(PLAIN)));

  it('refuse a push to another client or from another server; -1 is any', () => {
    expect(code({ ClientAddress: -1, ServerAddress: -1 })).toBe('readings');
    expect(code({ ClientAddress: 102, ServerAddress: 1 })).toBe('readings');
    expect(code({ ClientAddress: 103 })).toBe('source.logical-address');
    expect(code({ ServerAddress: 2 })).toBe('source.logical-address');
  });

  it('of a user go before those of the section, and tell users of one address apart', () => {
    const user = (ServerAddress: number) => ({
      Ip: '10.0.0.1',
      SystemTitle: `4B464D102000000${ServerAddress}`,
      ServerAddress,
      Serial: String(ServerAddress),
    });
    const options = { EnableIpLookup: true, ServerAddress: 9, Users: [user(2), user(1)] };
    const result = interpreterWith(options).interpret(inWrapper(PLAIN));
    expect(result).toMatchObject({ readings: { readings: [{ reading: { Serial: '1' } }] } });
  });

  it('are checked in HDLC too', () => {
    const [frame] = framesOf(find('iskra-and-others', 'si-am550-956-1'), 'Meters');
    if (frame === undefined) throw new Error('no frame');
    const hdlc = (options: object) => codeOf(interpreterWith(options).interpret(frame));
    const own = hdlc({});
    expect(hdlc({ ClientAddress: 103, ServerAddress: 145 })).toBe(own);
    expect(own).not.toBe('source.logical-address');
    expect(hdlc({ ClientAddress: 99 })).toBe('source.logical-address');
    expect(hdlc({ ServerAddress: 1 })).toBe('source.logical-address');
  });

  it.each([
    ['0103', 1],
    ['03', 1],
    ['0203', 129],
    ['00020003', 129],
    ['02000005', 128 * 16_384 + 2],
    ['00028001', 16_384 + 64 * 128],
  ])('count the HDLC address %s as %i', (hex, number) => {
    const source = Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
    const destination = writeHdlcAddress({ upper: 16 });
    const link: LinkDetails = { type: 'HDLC', source, destination, control: 0x13 };
    expect(logicalAddressesOf(link)).toEqual({ client: 16, server: number });
  });
});
