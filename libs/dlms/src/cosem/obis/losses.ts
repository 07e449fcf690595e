import { processingName } from './electricity-processing.js';
import type { ValueGroups } from './value-groups.js';

/** Value group E of line and transformer losses, for the sum of phases (Blue Book part 1, clause 7.5.3). */
const LOSSES: readonly string[] = [
  'Active line losses import',
  'Active line losses export',
  'Active line losses',
  'Active transformer losses import',
  'Active transformer losses export',
  'Active transformer losses',
  'Active losses import',
  'Active losses export',
  'Active losses',
  'Reactive line losses import',
  'Reactive line losses export',
  'Reactive line losses',
  'Reactive transformer losses import',
  'Reactive transformer losses export',
  'Reactive transformer losses',
  'Reactive losses import',
  'Reactive losses export',
  'Reactive losses',
];

const SUM_ONLY: Readonly<Record<number, string>> = {
  19: 'Transformer losses with normalised RFe',
  20: 'Line losses with normalised RCu',
  21: 'Compensated active energy import, gross',
  22: 'Compensated active energy import, net',
  23: 'Compensated active energy export, gross',
  24: 'Compensated active energy export, net',
  25: 'Compensated reactive energy import, gross',
  26: 'Compensated reactive energy import, net',
  27: 'Compensated reactive energy export, gross',
  28: 'Compensated reactive energy export, net',
};

/** Losses of L1 begin at 31, of L2 at 51, of L3 at 71. */
const FIRST_PHASE = 31;
const ONE_PHASE = 20;
const LAST_PHASE = 90;
const SQUARED: Readonly<Record<number, string>> = {
  18: 'Ampere-squared hours',
  19: 'Volt-squared hours',
};

/** The name of a code 1.b.83.d.e. */
export function lossName({ d, e }: ValueGroups): string | undefined {
  const name = nameOf(e);
  const processing = processingName(d);
  if (name === undefined || processing === undefined || processing === '') return name;
  return `${name}, ${processing}`;
}

function nameOf(e: number): string | undefined {
  if (e < FIRST_PHASE) return LOSSES[e - 1] ?? SUM_ONLY[e];
  if (e > LAST_PHASE) return undefined;
  const phase = Math.floor((e - FIRST_PHASE) / ONE_PHASE);
  const index = e - FIRST_PHASE - phase * ONE_PHASE;
  const name = LOSSES[index] ?? SQUARED[index];
  return name === undefined ? undefined : `${name} L${phase + 1}`;
}
