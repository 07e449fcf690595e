/** Value group E of 1.b.12.32.e: UNIPEDE classes, the first digit of depth, the second of duration. */
const DEPTHS = ['10 to 15 %', '15 to 30 %', '30 to 60 %', '60 to 90 %', '90 to 99 %'] as const;
const DURATIONS = [
  '10 to 100 ms',
  '100 to 500 ms',
  '500 ms to 1 s',
  '1 to 3 s',
  '3 to 20 s',
  '20 to 60 s',
] as const;

/** How a voltage dip class is called; `under limit occurrences` for a value that is no class. */
export function dipName(e: number): string {
  const depth = DEPTHS[Math.floor(e / 10)];
  const duration = DURATIONS[e % 10];
  if (depth === undefined || duration === undefined) return 'under limit occurrences';
  return `dips of ${depth} for ${duration}`;
}
