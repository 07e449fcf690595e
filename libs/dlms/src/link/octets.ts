/** One octet of a link frame whose length is known to be there. */
export function octetAt(octets: Uint8Array, index: number): number {
  return octets[index] ?? 0;
}

/** Two octets, the most significant first. */
export function u16At(octets: Uint8Array, index: number): number {
  return (octetAt(octets, index) << 8) | octetAt(octets, index + 1);
}

/** Whether two strings of octets are the same. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** All parts one behind the other, in one allocation. */
export function joinOctets(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
