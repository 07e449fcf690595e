import type { StoredUserRow } from '@dlms-telemetry/store';
import { expect, it } from 'vitest';
import { planImport } from './import-plan.js';
import { unsealUsers } from './unseal-users.js';

const SEALED = Uint8Array.of(1);
const ENCRYPTION = {
  prefix: SEALED,
  seal: () => SEALED,
  open: () => '00'.repeat(16),
};
const USERS = 1_000;

function titleOf(n: number): string {
  return n.toString(16).padStart(16, '0').toUpperCase();
}

/** How often something else of the process came to its turn while this was worked out. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const other = (): void => {
    if (isOver) return;
    turns++;
    setImmediate(other);
  };
  setImmediate(other);
  await work;
  isOver = true;
  return turns;
}

it('a long list of users lets everything else have its turn, while it is imported and while it is opened', async () => {
  const parts = Array.from({ length: USERS }, (_, n) => ({
    row: {
      ...{ ip: null, systemTitle: titleOf(n), serial: null, label: null },
      ...{ enabled: true, options: {} },
    },
    active: new Map([['BlockCipherKey', '00'.repeat(16)]]),
    next: new Map<string, string>(),
  }));
  expect(await turnsDuring(planImport('north', parts, [], ENCRYPTION))).toBeGreaterThan(5);

  const rows = parts.map(({ row }): StoredUserRow => ({
    ...row,
    ...{ id: row.systemTitle, device: 'north', version: 1 },
    keys: [
      {
        ...{ id: row.systemTitle, userId: row.systemTitle, name: 'BlockCipherKey' },
        ...{ state: 'active', sealed: SEALED, validFrom: new Date(0) },
        ...{ promotedAt: null, retiredAt: null },
      },
    ],
  }));
  expect(await turnsDuring(unsealUsers(rows, ENCRYPTION))).toBeGreaterThan(5);
});
