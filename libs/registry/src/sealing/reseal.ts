import type { UsersRepository } from '@dlms-telemetry/store';
import type { KeyEncryption } from './key-encryption.js';

/** Values that are read and written at once. */
const BATCH = 200;

/** How a run of `reseal` went. */
export interface ResealResult {
  readonly resealed: number;
  /** Values that do not open: they stay as they are. */
  readonly unreadable: number;
}

/**
 * Seals anew whatever is not sealed under the first key, so that an old key can be taken away. May be ended at any
 * moment: a value is replaced in one step, and only if it is still what was read; the next run goes on with the rest.
 *
 * @param signal ends the run between two batches
 */
export async function reseal(
  users: Pick<UsersRepository, 'sealedOtherwise' | 'reseal'>,
  encryption: KeyEncryption,
  signal: AbortSignal,
  batch = BATCH,
): Promise<ResealResult> {
  let resealed = 0;
  let unreadable = 0;
  let after: string | undefined;
  while (!signal.aborted) {
    const page = await users.sealedOtherwise(encryption.prefix, batch, after);
    const moved = [];
    for (const { id, sealed, ...place } of page) {
      try {
        const plain = await encryption.open(place, sealed);
        moved.push({ keyId: id, from: sealed, to: await encryption.seal(place, plain) });
      } catch {
        unreadable++;
      }
    }
    resealed += await users.reseal(moved);
    after = page.at(-1)?.id;
    if (page.length < batch) break;
  }
  return { resealed, unreadable };
}
