/** The digits of value group E of 1.b.81.7.e (Blue Book part 1, clause 7.5.3): measured against, and measured. */
const SIGNALS: Readonly<Record<number, string>> = {
  0: 'U(L1)',
  1: 'U(L2)',
  2: 'U(L3)',
  4: 'I(L1)',
  5: 'I(L2)',
  6: 'I(L3)',
  7: 'I(neutral)',
};

const SUMMARY = 255;

/** The name of a code 1.b.81.7.e. */
export function phaseAngleName(e: number): string | undefined {
  if (e === SUMMARY) return 'Phase angles, all';
  const against = SIGNALS[Math.floor(e / 10)];
  const measured = SIGNALS[e % 10];
  if (against === undefined || measured === undefined) return undefined;
  return `Phase angle of ${measured} to ${against}`;
}
