/** Value group E of voltages, currents and active power (Blue Book part 1, clause 7.5.3). */
const LAST_HARMONIC = 120;
const DISTORTIONS: Readonly<Record<number, string>> = {
  124: ', total harmonic distortion (THD)',
  125: ', total demand distortion (TDD)',
  126: ', all harmonics',
  127: ', all harmonics to nominal value',
};

const QUANTITIES: ReadonlySet<number> = new Set([
  11, 12, 15, 31, 32, 35, 51, 52, 55, 71, 72, 75, 90, 91, 92,
]);

/** Whether value group E of this value group C names a harmonic rather than a tariff rate. */
export function isHarmonicQuantity(c: number): boolean {
  return QUANTITIES.has(c);
}

/** What E other than 0 adds to a name; empty for a value that is not known. */
export function harmonicSuffix(e: number): string {
  if (e === 1) return ', fundamental';
  return e <= LAST_HARMONIC ? `, harmonic ${e}` : (DISTORTIONS[e] ?? '');
}
