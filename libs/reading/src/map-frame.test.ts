import { describe, expect, it } from 'vitest';
import { isMapRefusal } from './index.js';
import type { FrameContext } from './index.js';
import {
  u32,
  text,
  octets,
  structure,
  bytes,
  section,
  map,
  readingsOf,
  onlyReading,
  pairs,
} from './test-mapping.js';

describe('the serial', () => {
  const payload = pairs(['0.0.96.1.0.255', text(' 1001 ')], ['1.0.1.8.0.255', u32(5)]);
  const named = pairs(['0.0.42.0.0.255', octets('4c475a31')], ['1.0.1.8.0.255', u32(5)]);
  const maps = section({
    SerialNumber: { ObisCode: '0.0.96.1.0.255' },
    Energy: { ObisCode: '1.0.1.8.0.255' },
  });

  it('is the mapped property, which gives no reading of its own unless published', () => {
    const result = map(payload, { section: maps }, { userSerial: 'user' });
    expect(onlyReading(result)).toMatchObject({ Serial: '1001', Measure: 'Energy' });
    expect(result).toMatchObject({ serialSource: 'property' });
    const published = section({
      Number: { PropertyName: 'SerialNumber', ObisCode: '0.0.96.1.0.255', Publish: true },
    });
    expect(onlyReading(map(payload, { section: published }))).toMatchObject({ Raw: ' 1001 ' });
  });

  it("is else the user's, the logical device name, the system title, the address", () => {
    const title = bytes('4b464d1020000001');
    const source = (body: typeof payload, frame: Partial<FrameContext>) => {
      const result = map(
        body,
        { section: section({ Energy: { ObisCode: '1.0.1.8.0.255' } }) },
        frame,
      );
      return isMapRefusal(result) ? undefined : [result.serialSource, onlyReading(result).Serial];
    };
    expect(source(named, { userSerial: 'user' })).toEqual(['user', 'user']);
    expect(source(named, { systemTitle: title })).toEqual(['logical-device-name', 'LGZ1']);
    expect(source(payload, { systemTitle: title })).toEqual(['system-title', '4B464D1020000001']);
    expect(source(payload, {})).toEqual(['source-address', '10.0.0.9']);
  });
});

describe('a serial without end', () => {
  const payload = (serial: string, obis = '0.0.96.1.0.255') =>
    pairs([obis, text(serial)], ['1.0.1.8.0.255', u32(5)]);
  const maps = section({
    SerialNumber: { ObisCode: '0.0.96.1.0.255' },
    Energy: { ObisCode: '1.0.1.8.0.255' },
  });
  const serialIn = (...of: Parameters<typeof payload>) =>
    onlyReading(map(payload(...of), { section: maps })).Serial;

  it('is cut to 128 octets with a hash of the whole, so that different meters stay different', () => {
    const serial = serialIn('ä'.repeat(15_000));
    expect(serial).toMatch(/^ä{55}~[0-9a-f]{16}$/u);
    expect(serialIn(`${'ä'.repeat(14_999)}x`)).not.toBe(serial);
    expect(serialIn('1'.repeat(30_000), '0.0.42.0.0.255')).toMatch(/^1{111}~[0-9a-f]{16}$/u);
  });

  it('of exactly 128 octets stays as it is', () => {
    expect(serialIn('1'.repeat(128))).toBe('1'.repeat(128));
  });
});

describe('the date', () => {
  const clock = octets('07e50706020e3a12ff800081');
  const maps = section({ Energy: { ObisCode: '1.0.1.8.0.255' } });

  it('is that of the clock in the payload, else of the notification, else of the receipt', () => {
    const dateTime = bytes('07e50706020e3a10ff800000');
    const withClock = pairs(['0.0.1.0.0.255', clock], ['1.0.1.8.0.255', u32(5)]);
    expect(onlyReading(map({ ...withClock, dateTime }, { section: maps }))).toMatchObject({
      Date: '2021-07-06T14:58:18.000Z',
      Quality: 'clock-invalid',
      ReceivedAt: '2024-01-02T03:04:05.000Z',
    });
    const without = pairs(['1.0.1.8.0.255', u32(5)]);
    const dated = onlyReading(map({ ...without, dateTime }, { section: maps }));
    expect(dated.Date).toBe('2021-07-06T14:58:16.000Z');
    expect(dated).not.toHaveProperty('Quality');
    const open = bytes('ffffffffffffffffff8000ff');
    expect(onlyReading(map({ ...without, dateTime: open }, { section: maps })).Date).toBe(
      '2024-01-02T03:04:05.000Z',
    );
  });

  it('takes a deviation from the meter, else from the time zone', () => {
    const at = (hex: string, timeZone = 'Europe/Oslo') =>
      onlyReading(
        map(
          { ...pairs(['1.0.1.8.0.255', u32(5)]), dateTime: bytes(hex) },
          { section: maps, timeZone },
        ),
      ).Date;
    expect(at('07e80707070c1e0f3200 3c00'.replace(' ', ''))).toBe('2024-07-07T13:30:15.500Z');
    expect(at('07e80707070c1e0fffff8880')).toBe('2024-07-07T10:30:15.000Z');
    expect(at('07e80707070c1e0fff8000ff')).toBe('2024-07-07T10:30:15.000Z');
    expect(at('07e80101010c0000ff8000ff')).toBe('2024-01-01T11:00:00.000Z');
    expect(at('07e80a1b07021e00ff800080')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('07e80a1b07021e00ff800000')).toBe('2024-10-27T01:30:00.000Z');
    expect(at('07e80a1b07021e00ff8000ff')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('07e8031f07021e00ff8000ff')).toBe('2024-03-31T01:30:00.000Z');
  });

  it('of the clock does not depend on the day of the week', () => {
    const odd = pairs(
      ['0.0.1.0.0.255', octets('07e90c0e00100000ff000000')],
      ['1.0.1.8.0.255', u32(5)],
    );
    expect(onlyReading(map(odd, { section: maps })).Date).toBe('2025-12-14T16:00:00.000Z');
    expect(readingsOf(map(odd))[0]).toMatchObject({ Raw: '2025-12-14T16:00:00.000Z' });
  });

  it('comes from a date-time that leads a list by place', () => {
    const byPlace = section({ Energy: { PushProfileSequenceId: 2 } });
    expect(onlyReading(map({ body: structure(clock, u32(4)) }, { section: byPlace })).Date).toBe(
      '2021-07-06T14:58:18.000Z',
    );
  });
});

describe('ids and routing keys', () => {
  const payload = pairs(['1.0.1.8.0.255', u32(5)]);
  const maps = section({
    Energy: { ObisCode: '1.0.1.8.0.255' },
    Copy: { ObisCode: '1.0.1.8.0.255' },
    Again: { PropertyName: 'Copy', ObisCode: '1.0.1.8.0.255' },
  });

  it('derive from frame and place, and are unique', () => {
    const ids = readingsOf(map(payload, { section: maps })).map(({ Id }) => Id);
    expect(ids).toEqual(['f-1', 'f-1-Copy', 'f-1-Copy-2']);
    expect(
      onlyReading(map({ body: u32(1) }, { section: section({ A: { PushProfileSequenceId: 1 } }) }))
        .Id,
    ).toBe('f-0');
  });

  it('name the gateway or the section as RegisterAsGateway says', () => {
    const key = (registerAsGateway: boolean) => {
      const result = map(payload, {
        section: section({ Energy: { ObisCode: '1.0.1.8.0.255' } }),
        registerAsGateway,
      });
      return isMapRefusal(result) ? undefined : result.readings[0]?.routingKey;
    };
    expect(key(true)).toBe('10_0_0_9.ENERGY:DlmsPushServer|Meters');
    expect(key(false)).toBe('gateway.ENERGY:DlmsPushServer|10_0_0_9');
  });
});
