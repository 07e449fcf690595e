import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import type { UserKeyRow, UserRow, UsersChange } from '../tables/users.repository.js';

const AT = Date.UTC(2026, 4, 6);
const SEALED = Uint8Array.of(1, 2, 3);

/** A UUID that ends with this number. */
export function userId(n: number): string {
  return `0198a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A user of the device `north`. */
export function user(n: number, fields: Partial<UserRow> = {}): UserRow {
  return {
    ...{ id: userId(n), device: 'north', ip: null, systemTitle: `4B464D00000000${n}0` },
    ...{ serial: `m${n}`, label: null, enabled: true, options: { DeviceType: 'P', 'a\0b': 1 } },
    ...fields,
  };
}

/** The block cipher key of user `n`. */
export function key(n: number, id: number, state: UserKeyRow['state'] = 'active'): UserKeyRow {
  return { id: userId(id), userId: userId(n), name: 'BlockCipherKey', state, sealed: SEALED };
}

/** A change that changes nothing but this. */
export function change(fields: Partial<UsersChange>): UsersChange {
  return {
    ...{ added: [], updated: [], addedKeys: [] },
    ...{ retiredKeys: [], promotedKeys: [], removedKeys: [] },
    ...fields,
  };
}

/** What the users of every store promise. The tests build on one another. */
export function describeUsers(opened: () => Store): void {
  describe('users', () => {
    it('are added with their keys, all or nothing, under a new version', async () => {
      const { users } = opened();
      const added = change({ added: [user(1), user(2)], addedKeys: [key(1, 101), key(2, 102)] });
      expect(await users.change(added, 0, AT)).toBe(true);
      expect(await users.version()).toBe(1);
      expect(await users.change(change({ added: [user(3)] }), 0, AT)).toBe(false);
      const twice = change({ added: [user(3), user(4, { systemTitle: user(1).systemTitle })] });
      await expect(users.change(twice, 1, AT)).rejects.toMatchObject({ code: 'store.data' });
      const stored = await users.ofDevice('north');
      expect(stored.map(({ id }) => id)).toEqual([userId(1), userId(2)]);
      const [first] = stored;
      expect(first).toMatchObject({ version: 1, serial: 'm1', enabled: true });
      expect(first?.options).toEqual({ DeviceType: 'P', 'a\uFFFDb': 1 });
      expect(first?.keys.map(({ sealed, validFrom }) => [[...sealed], validFrom])).toEqual([
        [[1, 2, 3], new Date(AT)],
      ]);
      expect(await users.anyKey()).toBe(true);
    });

    it('take their next keys into use once', async () => {
      const { users } = opened();
      await users.change(change({ addedKeys: [key(1, 103, 'next')] }), 1, AT);
      expect(await users.promote(userId(1), AT + 1)).toBe(true);
      const version = await users.version();
      expect(await users.promote(userId(1), AT + 2)).toBe(false);
      expect(await users.version()).toBe(version);
      const [changed, ...others] = await users.changedAfter(version - 1);
      expect(others).toEqual([]);
      expect(changed?.keys.map(({ id, state, retiredAt }) => [id, state, retiredAt])).toEqual([
        [userId(103), 'active', null],
        [userId(101), 'previous', new Date(AT + 1)],
      ]);
    });

    it('have their keys sealed anew where nobody else has changed them', async () => {
      const { users } = opened();
      const [sealed, ...more] = await users.sealedOtherwise(Uint8Array.of(9), 10, userId(101));
      expect([sealed?.id, more.length]).toEqual([userId(102), 1]);
      const to = Uint8Array.of(9, 9);
      const moved = [
        { keyId: userId(102), from: SEALED, to },
        { keyId: userId(103), from: to, to: SEALED },
      ];
      expect(await users.reseal(moved)).toBe(1);
      const left = await users.sealedOtherwise(Uint8Array.of(9), 10);
      expect(left.map(({ id }) => id)).toEqual([userId(101), userId(103)]);
      expect(await users.forgetPrevious(AT)).toBe(0);
      expect(await users.forgetPrevious(AT + 2)).toBe(1);
    });
  });
}
