import { randomBytes, randomFillSync } from 'node:crypto';

/** Octets asked of the operating system at once. */
const POOL_OCTETS = 4096;

/** Random octets for ids: taken from a pool, for each call to the system costs as much as the rest of a frame's way in. */
export function pooledRandom(): (octets: number) => Uint8Array {
  const pool = new Uint8Array(POOL_OCTETS);
  let next = POOL_OCTETS;
  return (octets) => {
    if (octets > POOL_OCTETS) return randomFillSync(new Uint8Array(octets));
    if (next + octets > POOL_OCTETS) {
      randomFillSync(pool);
      next = 0;
    }
    next += octets;
    // A copy: the pool is filled again.
    return pool.slice(next - octets, next);
  };
}

const NAME_OCTETS = 5;

/** A name that no other process has, on whichever machine, now or later: `gateway-3f9a02c1d7`. */
export function uniqueProcessName(kind: string): string {
  return `${kind}-${randomBytes(NAME_OCTETS).toString('hex')}`;
}
