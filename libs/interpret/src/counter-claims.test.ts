import { describe, expect, it } from 'vitest';
import type { CounterClaim } from './counter-scopes.js';
import { interpreterWith } from './test-interpreter.js';
import {
  ciphered,
  glo,
  inWrapper,
  meterOf,
  OTHER_TITLE,
  PLAIN,
  signed,
  TITLE,
} from './test-pushes.js';

const METER = meterOf(1);
const OTHER = meterOf(1);
const ENCRYPTED = { authenticated: false, encrypted: true };
const TAGGED = { authenticated: true, encrypted: false };
const BROADCAST = { authenticated: true, encrypted: true, broadcast: true };

function claimOf(apdu: Uint8Array, options: object = METER.options): CounterClaim | undefined {
  const result = interpreterWith(options).interpret(inWrapper(apdu));
  if (result.type === 'refused') throw new Error(result.refusal.message);
  return result.counter;
}

function scopeOf(apdu: Uint8Array, options: object = METER.options): string {
  const claim = claimOf(apdu, options);
  if (claim === undefined) throw new Error('no claim');
  return claim.scope;
}

describe('the counter of a frame', () => {
  it('is claimed where a tag has proven it', () => {
    expect(claimOf(glo(METER))).toEqual({
      scope: expect.stringMatching(/^[\da-f]{32}$/u) as string,
      counter: 1,
    });
    expect(claimOf(glo(METER, { control: TAGGED }))?.counter).toBe(1);
    expect(claimOf(ciphered(METER, 'global-unicast'))?.counter).toEqual(expect.any(Number));
  });

  it('is not claimed in the clear, when only encrypted, when only signed, or under a key that came with it', () => {
    expect(claimOf(PLAIN)).toBeUndefined();
    expect(claimOf(glo(METER, { control: ENCRYPTED }))).toBeUndefined();
    expect(claimOf(signed(METER))).toBeUndefined();
    expect(claimOf(ciphered(METER, 'wrapped'))).toBeUndefined();
  });

  it('is that of the layer that has one, whichever stands outside', () => {
    const scope = scopeOf(glo(METER));
    expect(scopeOf(glo(METER, { plain: signed(METER) }))).toBe(scope);
    expect(scopeOf(signed(METER, glo(METER)))).toBe(scope);
  });

  it('is not claimed when the tag is wrong: the frame is refused', () => {
    const forged = glo(METER);
    const last = forged.length - 1;
    forged[last] = (forged[last] ?? 0) ^ 1;
    const result = interpreterWith(METER.options).interpret(inWrapper(forged));
    expect(result).toMatchObject({ type: 'refused', refusal: { code: 'security.tag' } });
    expect(result).not.toHaveProperty('counter');
  });
});

describe('whose counter it is', () => {
  it('is the same for all frames of a sender under a key, in every process', () => {
    const interpreter = interpreterWith(METER.options);
    const scopes = [1, 2, 3].map(() => {
      const result = interpreter.interpret(inWrapper(glo(METER)));
      return result.type === 'readings' ? result.counter?.scope : undefined;
    });
    expect(new Set([...scopes, scopeOf(glo(METER))]).size).toBe(1);
  });

  it('depends on the key, its kind, the title and the user', () => {
    const user = { ...METER.options, SystemTitle: TITLE };
    const roaming = { ...METER.options, SystemTitle: OTHER_TITLE };
    const scopes = [
      scopeOf(glo(METER)),
      scopeOf(glo(METER, { control: BROADCAST })),
      scopeOf(glo(METER, { type: 'general-ded-ciphering' })),
      scopeOf(glo(OTHER), OTHER.options),
      scopeOf(glo(METER), { Users: [user] }),
      scopeOf(glo(METER), { Users: [{ ...user, Ip: '0.0.0.0/0' }] }),
      scopeOf(glo(METER), { EnableIpLookup: true, Users: [{ ...roaming, Ip: '10.0.0.1' }] }),
    ];
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  it('does not change with what is written down about a user beside its address and title', () => {
    const users = (more: object) => ({
      ...METER.options,
      Users: [{ SystemTitle: TITLE, ...more }],
    });
    const scope = scopeOf(glo(METER), users({}));
    expect(scopeOf(glo(METER), users({ Serial: '1001', Label: 'Attic', ServerAddress: 1 }))).toBe(
      scope,
    );
    expect(scopeOf(glo(METER), users({ Ip: '0.0.0.0/0' }))).not.toBe(scope);
  });

  it('does not change with the authentication key: the encryption key has the counter', () => {
    const changed = { ...METER, keys: { ...METER.keys, authenticationKey: new Uint8Array(16) } };
    const options = { ...METER.options, AuthenticationKey: '00'.repeat(16) };
    expect(scopeOf(glo(changed), options)).toBe(scopeOf(glo(METER)));
  });
});
