/** Value group E of A.b.0.1.e (Blue Book part 1, clause 6.1): three entries for each billing period scheme. */
const ENTRIES = [
  'Billing period counter',
  'Number of available billing periods',
  'Time stamp of the billing period',
] as const;

const SCHEMES = 4;

/** The name of a code a.b.0.1.e. */
export function programEntryName(e: number): string | undefined {
  const scheme = Math.floor(e / ENTRIES.length);
  const name = ENTRIES[e % ENTRIES.length];
  if (name === undefined || scheme >= SCHEMES) return undefined;
  return scheme === 0 ? name : `${name}, scheme ${scheme + 1}`;
}
