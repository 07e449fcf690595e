import { toHex } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry, type StoredUser } from '@dlms-telemetry/registry';
import { describe, expect, it } from 'vitest';
import { codeOf, interpreterWith } from './test-interpreter.js';
import { createInterpreter } from './index.js';
import { BOTH, glo, inWrapper, meterOf, TITLE } from './test-pushes.js';

const OLD_KEY = 'AB'.repeat(16);
const ENCRYPTED = { authenticated: false, encrypted: true };
const METER = meterOf(0);
const { BlockCipherKey: KEY, AuthenticationKey } = METER.options;
const RECEIVED = 1_000_000;
const USER_ID = '0191f2c4-0000-7000-8000-000000000001';

/** Interprets pushes of `METER` with a registered user whose keys are given. */
function interpreterOf(keys: StoredUser['keys']) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, AuthenticationKey };
  const sources = { env: {}, readFile: () => '' };
  const { configuration } = parseConfiguration(JSON.stringify({ Meters: section }), sources);
  const user: StoredUser = {
    id: USER_ID,
    device: 'Meters',
    ip: undefined,
    systemTitle: TITLE,
    enabled: true,
    options: { SystemTitle: TITLE, Enabled: true },
    keys,
  };
  const registry = createRegistry(configuration, [user]);
  const interpreter = createInterpreter({ configuration, registry, crypto: nodeCrypto });
  return (control = BOTH, receivedAt = RECEIVED) =>
    interpreter.interpret(inWrapper(glo(METER, { control }), { receivedAt }));
}

function key(
  state: StoredUser['keys'][number]['state'],
  value: string,
  retiredAt?: number,
): StoredUser['keys'][number] {
  return { name: 'BlockCipherKey', state, value, validFrom: 0, retiredAt };
}

describe('a user of the store', () => {
  it('is named when its next key opened a frame, and not for the key in use', () => {
    const changing = interpreterOf([key('active', OLD_KEY), key('next', KEY)]);
    expect(changing()).toMatchObject({
      type: 'readings',
      user: { userId: USER_ID, key: 'next' },
      counter: { counter: 1 },
    });
    const inUse = interpreterOf([key('active', KEY)])();
    expect(codeOf(inUse)).toBe('readings');
    expect(inUse).not.toHaveProperty('user');
  });

  it('is not named by a frame without a tag: nobody proved to have the key', () => {
    const result = interpreterOf([key('active', OLD_KEY), key('next', KEY)])(ENCRYPTED);
    expect(codeOf(result)).toBe('readings');
    expect(result).not.toHaveProperty('user');
  });

  it('is read with a previous key only where the frame was received before the change', () => {
    const interpret = interpreterOf([key('active', OLD_KEY), key('previous', KEY, RECEIVED)]);
    expect(interpret(BOTH, RECEIVED - 1)).toMatchObject({
      user: { userId: USER_ID, key: 'previous' },
    });
    expect(codeOf(interpret(BOTH, RECEIVED))).toBe('security.tag');
  });
});

describe('a user of the file', () => {
  it('NextBlockCipherKey: comes into use with the first authenticated frame, in memory', () => {
    const user = { SystemTitle: TITLE, AuthenticationKey, BlockCipherKey: OLD_KEY };
    const Users = [{ ...user, NextBlockCipherKey: KEY }];
    const interpreter = interpreterWith({ Users });
    const old = {
      ...METER,
      keys: { ...METER.keys, blockCipherKey: new Uint8Array(16).fill(0xab) },
    };
    const push = (meter: typeof METER, control = BOTH, receivedAt = RECEIVED) =>
      codeOf(interpreter.interpret(inWrapper(glo(meter, { control }), { receivedAt })));
    expect(toHex(old.keys.blockCipherKey)).toBe(OLD_KEY.toLowerCase());
    expect(push(old)).toBe('readings');
    expect(push(METER, ENCRYPTED)).toBe('readings');
    expect(push(old)).toBe('readings');
    expect(push(METER)).toBe('readings');
    expect(push(old)).toBe('security.tag');
    expect(push(old, BOTH, RECEIVED - 1)).toBe('readings');
    expect(codeOf(interpreterWith({ Users: [user] }).interpret(inWrapper(glo(METER))))).toBe(
      'security.tag',
    );
  });
});
