import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_FILE, KeyRing, KeyRingError, loadKeyRing } from '../index.js';

const PLACE = { userId: '0191f2c4-0000-7000-8000-000000000001', name: 'BlockCipherKey' };
const SECRET = '000102030405060708090A0B0C0D0E0F';
const ONE = 'a1'.repeat(32);
const OTHER = 'b2'.repeat(32);

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof KeyRingError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a key ring', () => {
  it('opens what it has sealed, and never seals twice to the same octets', () => {
    const ring = KeyRing.parse(`one=${ONE}`);
    const sealed = ring.seal(PLACE, SECRET);
    expect(ring.open(PLACE, sealed)).toBe(SECRET);
    expect(ring.open(PLACE, ring.seal(PLACE, ''))).toBe('');
    expect(ring.seal(PLACE, SECRET)).not.toEqual(sealed);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain(SECRET);
  });

  it('seals under its first key and opens what any of its keys has sealed', () => {
    const old = KeyRing.parse(`one=${ONE}`).seal(PLACE, SECRET);
    const ring = KeyRing.parse(`two=${OTHER}, one=${ONE}\n`);
    expect(ring.open(PLACE, old)).toBe(SECRET);
    const renewed = ring.seal(PLACE, SECRET);
    expect(KeyRing.parse(`two=${OTHER}`).open(PLACE, renewed)).toBe(SECRET);
    expect(Buffer.from(renewed).indexOf(ring.prefix)).toBe(0);
    expect(Buffer.from(old).indexOf(ring.prefix)).toBe(-1);
  });

  it('tells a key that is not loaded from a value that was changed', () => {
    const ring = KeyRing.parse(`one=${ONE}`);
    const sealed = ring.seal(PLACE, SECRET);
    expect(codeOf(() => KeyRing.parse(`two=${ONE}`).open(PLACE, sealed))).toBe(
      'key-ring.unknown-key',
    );
    expect(codeOf(() => KeyRing.parse(`one=${OTHER}`).open(PLACE, sealed))).toBe(
      'key-ring.tampered',
    );
  });

  it('refuses a value in which any octet was changed, or that was cut', () => {
    const ring = KeyRing.parse(`one=${ONE}`);
    const sealed = ring.seal(PLACE, SECRET);
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(codeOf(() => ring.open(PLACE, changed))).toMatch(/tampered|unknown-key/u);
      expect(codeOf(() => ring.open(PLACE, sealed.subarray(0, at)))).toMatch(
        /tampered|unknown-key/u,
      );
    }
  });

  it('refuses a value in another place than its own', () => {
    const ring = KeyRing.parse(`one=${ONE}`);
    const sealed = ring.seal(PLACE, SECRET);
    for (const place of [
      { ...PLACE, name: 'AuthenticationKey' },
      { ...PLACE, userId: '0191f2c4-0000-7000-8000-000000000002' },
    ])
      expect(codeOf(() => ring.open(place, sealed))).toBe('key-ring.tampered');
  });

  it('is not made of a text that is no list of keys, and shows none', () => {
    for (const text of ['', ' ,', ONE, `one=${ONE}00`, `one=${ONE},one=${OTHER}`, `ö=${ONE}`])
      expect(codeOf(() => KeyRing.parse(text))).toBe('key-ring.format');
    const ring = KeyRing.parse(`one=${ONE}`);
    expect(inspect(ring, { depth: 9 }) + JSON.stringify(ring)).not.toContain('a1');
  });
});

describe('key-encryption keys', () => {
  let folder: string;
  const none = { text: undefined, file: undefined };
  const nothing = () => Promise.resolve(false);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('are made once for a data folder, in a file that only its owner reads', async () => {
    const sealed = (await loadKeyRing(folder, none, nothing)).seal(PLACE, SECRET);
    const path = join(folder, KEY_FILE);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await loadKeyRing(folder, none, () => Promise.resolve(true));
    expect(again.open(PLACE, sealed)).toBe(SECRET);
  });

  it('are not made anew where values are sealed: the lost ones are asked for', async () => {
    const load = loadKeyRing(folder, none, () => Promise.resolve(true));
    await expect(load).rejects.toMatchObject({ code: 'key-ring.missing' });
    await expect(readFile(join(folder, KEY_FILE))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('come from the environment before a file, and from that before the data folder', async () => {
    const file = join(folder, 'mounted');
    await writeFile(file, `two=${OTHER}\n`);
    const fromText = await loadKeyRing(folder, { text: `one=${ONE}`, file }, nothing);
    expect(fromText.prefix).toEqual(KeyRing.parse(`one=${ONE}`).prefix);
    const fromFile = await loadKeyRing(folder, { text: '', file }, nothing);
    expect(fromFile.prefix).toEqual(KeyRing.parse(`two=${OTHER}`).prefix);
    const gone = loadKeyRing(folder, { text: '', file: join(folder, 'gone') }, nothing);
    await expect(gone).rejects.toMatchObject({ code: 'key-ring.format' });
  });
});
