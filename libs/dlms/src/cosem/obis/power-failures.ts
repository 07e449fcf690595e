/** In which phases: the order of 0.b.96.7.e (Blue Book part 1, clause 6.2). */
const PLACES = ['all phases', 'L1', 'L2', 'L3', 'any phase'] as const;

/** Five entries for each, from 0 on. */
const KINDS = [
  'Number of power failures',
  'Number of long power failures',
  'Time of power failure',
  'Duration of long power failure',
] as const;

/** Where the counting above does not hold. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  4: 'Number of power failures, auxiliary supply',
  20: 'Time threshold for long power failure',
  21: 'Number of power failures, any phase',
};

/** The name of a code 0.b.96.7.e. */
export function powerFailureName(e: number): string | undefined {
  const exception = EXCEPTIONS[e];
  if (exception !== undefined) return exception;
  const kind = KINDS[Math.floor(e / PLACES.length)];
  const place = PLACES[e % PLACES.length];
  return kind === undefined || place === undefined ? undefined : `${kind}, ${place}`;
}
