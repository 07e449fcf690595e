import { decodeApdu, readDateTime, readFrames, readPayload, toUtcMs } from '@dlms-telemetry/dlms';
import type { Keys } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { describe, expect, it } from 'vitest';
import { simulatedFleet } from './fleet.js';
import type { FleetOptions, FleetUser } from './fleet.js';
import { PushWriter } from './push-writer.js';
import { REGISTERS } from './registers.js';

const NOW = Date.UTC(2026, 2, 3, 18, 30, 1);
const LIMITS = { maxApduLength: 32_767 };

const octets = (hex = '') => new Uint8Array(Buffer.from(hex, 'hex'));

function keysOf(user: FleetUser | undefined): Keys {
  return {
    blockCipherKey: octets(user?.BlockCipherKey),
    authenticationKey: octets(user?.AuthenticationKey),
    broadcastKey: octets(user?.BroadcastBlockCipherKey),
  };
}

/** Writes a push of the fleet's only meter, and reads it with the keys that a configuration has for it. */
function pushOf(options: Omit<FleetOptions, 'meters'>, maxInformationLength = 512) {
  const fleet = simulatedFleet({ meters: 1, ...options });
  const [meter] = fleet.meters;
  if (meter === undefined) throw new Error('no meter');
  const writer = new PushWriter(fleet, meter, { crypto: nodeCrypto, maxInformationLength });
  const wire = writer.write(NOW, 7);
  const events = readFrames(fleet.interfaceType, wire, LIMITS);
  const [event] = events;
  expect(events).toHaveLength(1);
  if (event?.type !== 'apdu') throw new Error(JSON.stringify(event));
  const decoded = decodeApdu(event.apdu, {
    crypto: nodeCrypto,
    keysFor: () => keysOf(fleet.users[0]),
  });
  return { fleet, meter, wire, event, decoded };
}

function valuesOf(push: ReturnType<typeof pushOf>) {
  const { apdu } = push.decoded;
  if (apdu.type !== 'data-notification') throw new Error(apdu.type);
  return readPayload(apdu.body);
}

describe('a simulated push', () => {
  it.each(['WRAPPER', 'HDLC', 'WiredMBus'] as const)('is one frame of %s', (interfaceType) => {
    const push = pushOf({ interfaceType });
    expect(push.event.leniencies).toEqual([]);
    expect(push.event.wire).toEqual(push.wire);
    expect(push.decoded.leniencies).toEqual([]);
  });

  it('goes in HDLC segments when its information field is short', () => {
    const push = pushOf({ interfaceType: 'HDLC' }, 64);
    expect(push.wire.length).toBeGreaterThan(pushOf({ interfaceType: 'HDLC' }, 1024).wire.length);
    expect(valuesOf(push)).toHaveLength(14);
  });

  it.each([0x10, 0x11, 0x20, 0x21, 0x30, 0x31, 0x50, 0x51, 0x60, 0x61, 0x70, 0x71] as const)(
    'opens with the keys of its user under security control %i',
    (securityControl) => {
      const { meter, decoded } = pushOf({ securityControl });
      expect(decoded.protection).toMatchObject({
        content: { securityControl: { octet: securityControl } },
      });
      expect(decoded.systemTitle).toEqual(meter.systemTitle);
      expect(decoded.invocationCounter).toBe(7);
    },
  );

  it('is plain where the fleet says so', () => {
    expect(pushOf({ plain: 'all' }).decoded.protection).toBeNull();
  });

  it('is refused for its tag when the meter has a wrong key', () => {
    expect(() => pushOf({ faults: { wrongKey: [1] } })).toThrow(
      expect.objectContaining({ code: 'security.tag' }),
    );
  });

  it('describes itself: OBIS code, scaler and unit of twelve registers, serial and clock', () => {
    const push = pushOf({});
    const values = valuesOf(push);
    expect(values.map(({ obis }) => obis)).toEqual([
      '0.0.96.1.0.255',
      '0.0.1.0.0.255',
      ...REGISTERS.map(({ obis }) => obis),
    ]);
    expect(values[0]?.data.value).toBe(push.meter.serial);
    for (const [i, { scaler, unit }] of REGISTERS.entries())
      expect(values[i + 2]).toMatchObject({ scaler, unit });
  });

  it('or leads with its push object list', () => {
    const values = valuesOf(pushOf({ payload: 'push-object-list' }));
    const registers = values.filter(({ classId }) => classId === 3);
    expect(registers.map(({ obis }) => obis)).toEqual(REGISTERS.map(({ obis }) => obis));
    expect(values.find(({ classId }) => classId === 8)?.obis).toBe('0.0.1.0.0.255');
  });

  it('tells the time at which it was written', () => {
    const { apdu } = pushOf({}).decoded;
    const octetsOfTime = apdu.type === 'data-notification' ? apdu.dateTime : null;
    expect(octetsOfTime && toUtcMs(readDateTime(octetsOfTime))).toBe(NOW);
  });
});
