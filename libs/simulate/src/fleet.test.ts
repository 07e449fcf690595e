import { describe, expect, it } from 'vitest';
import { simulatedFleet } from './fleet.js';

const hex = (octets: Uint8Array | undefined) =>
  octets && Buffer.from(octets).toString('hex').toUpperCase();

describe('a simulated fleet', () => {
  it('has a user with the matching title and keys for each secured meter', () => {
    const fleet = simulatedFleet({ meters: 5, plain: [2, 4] });
    expect(fleet.users).toHaveLength(3);
    for (const meter of fleet.meters.filter(({ protection }) => protection !== null)) {
      const user = fleet.users.find(({ Serial }) => Serial === meter.serial);
      expect(user?.SystemTitle).toBe(hex(meter.systemTitle));
      expect(user?.BlockCipherKey).toBe(hex(meter.protection?.blockCipherKey));
      expect(user?.AuthenticationKey).toBe(hex(meter.protection?.authenticationKey));
    }
  });

  it('gives a meter with a wrong key a user with the right one', () => {
    const [meter] = simulatedFleet({ meters: 1, faults: { wrongKey: [1] } }).meters;
    const [user] = simulatedFleet({ meters: 1 }).users;
    expect(meter?.wrongKey).toBe(true);
    expect(hex(meter?.protection?.blockCipherKey)).not.toBe(user?.BlockCipherKey);
    expect(hex(meter?.protection?.authenticationKey)).toBe(user?.AuthenticationKey);
  });

  it('has keys, titles and serials of their own for every meter', () => {
    const fleet = simulatedFleet({ meters: 200 });
    for (const field of ['SystemTitle', 'Serial', 'BlockCipherKey', 'AuthenticationKey'] as const)
      expect(new Set(fleet.users.map((user) => user[field])).size).toBe(200);
    expect(fleet.users[255 - 56]?.SystemTitle).toBe('53494D00000000C8');
  });

  it('is the same for the same seed, whatever its size, and another for another', () => {
    const few = simulatedFleet({ meters: 2, seed: 'a' });
    expect(simulatedFleet({ meters: 3, seed: 'a' }).users.slice(0, 2)).toEqual(few.users);
    expect(simulatedFleet({ meters: 1, firstNumber: 2, seed: 'a' }).users[0]).toEqual(few.users[1]);
    expect(simulatedFleet({ meters: 2, seed: 'b' }).users[0]?.BlockCipherKey).not.toBe(
      few.users[0]?.BlockCipherKey,
    );
  });

  it('shares one broadcast key when its security control says broadcast', () => {
    const fleet = simulatedFleet({ meters: 2, securityControl: 0x71 });
    const [first, second] = fleet.meters;
    expect(first?.protection?.blockCipherKey).toEqual(second?.protection?.blockCipherKey);
    expect(fleet.users[0]).toMatchObject({
      SecuritySuite: 'Suite1',
      BroadcastBlockCipherKey: hex(first?.protection?.blockCipherKey),
    });
  });

  it.each([0, 1.5, 100_001, NaN])('refuses %d meters', (meters) => {
    expect(() => simulatedFleet({ meters })).toThrow(
      expect.objectContaining({ code: 'simulate.options' }),
    );
  });
});
