import type { WindowVerdict } from './ports.js';

/** What of a frame decides who judges its counter. */
export interface JudgedBy {
  /** It waited in the backlog. */
  readonly historic: boolean;
  /** It is a dead letter that is run again. */
  readonly rerun: boolean;
  /** `ReplayProtection` is `Strict`. */
  readonly isStrict: boolean;
}

/**
 * What a window's verdict comes to. `store`: the store decides, which has every counter. The very frame that brought a
 * counter passes again: whoever had it accepted may have died before its readings were out.
 */
export function outcomeOf(
  { outcome, isForStore = false }: WindowVerdict,
  { historic, rerun, isStrict }: JudgedBy,
): 'accepted' | 'repeated' | 'store' {
  if (outcome === 'repeated' || outcome === 'too-old') return 'repeated';
  const isAsked = outcome === 'late' || isForStore || historic || rerun || isStrict;
  return isAsked ? 'store' : 'accepted';
}
