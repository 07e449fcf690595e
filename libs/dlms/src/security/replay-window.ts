import type { ProtectedApdu } from '../xdlms/apdu.js';
import { isCiphered } from '../xdlms/apdu.js';
import { isDedicated } from '../xdlms/service-ciphering.js';

/** Counters that a window remembers, at least as many as IPsec does (RFC 4303, 3.4.3). */
export const REPLAY_WINDOW_SIZE = 64;

const LARGEST_COUNTER = 0xffff_ffff;

/**
 * The counters of one sender under one key that were accepted last. Plain data: it may be stored as JSON and handed
 * back. `frames[counter % size]` is the id of the frame that brought a counter, for counters above `newest - size`.
 */
export interface ReplayWindow {
  /** The largest counter accepted; null before the first. */
  readonly newest: number | null;
  readonly frames: readonly (string | null)[];
}

/** Whether a counter may pass, and the window after it. */
export interface ReplayVerdict {
  /**
   * - `accepted`: a counter that was not seen yet
   * - `same-frame`: seen, with this very frame: a redelivery, which passes again
   * - `repeated`: seen, with another frame
   * - `too-old`: below the window, where nothing tells whether it was seen
   */
  readonly outcome: 'accepted' | 'same-frame' | 'repeated' | 'too-old';
  /** The same object unless the counter was accepted. */
  readonly window: ReplayWindow;
}

/** A window that has seen nothing. @param size counters to remember */
export function createReplayWindow(size: number = REPLAY_WINDOW_SIZE): ReplayWindow {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError('a replay window remembers one counter at least');
  return { newest: null, frames: new Array<string | null>(size).fill(null) };
}

/**
 * Judges the invocation counter of a frame whose tag has been verified, and of no other: a forged counter must not move
 * the window. Changes nothing that it is given.
 *
 * @param counter 0 to FFFFFFFF, both valid; after FFFFFFFF only a new key helps
 * @param frameId of the captured frame, the same at each delivery
 * @throws RangeError on a counter that fits no 32 bits
 */
export function judgeCounter(
  window: ReplayWindow,
  counter: number,
  frameId: string,
): ReplayVerdict {
  if (!Number.isInteger(counter) || counter < 0 || counter > LARGEST_COUNTER)
    throw new RangeError('an invocation counter has 32 bits');
  const { newest, frames } = window;
  const size = frames.length;
  if (newest !== null && counter <= newest) {
    if (newest - counter >= size) return { outcome: 'too-old', window };
    const seen = frames[counter % size] ?? null;
    if (seen !== null) return { outcome: seen === frameId ? 'same-frame' : 'repeated', window };
  }
  const after = frames.slice();
  if (newest !== null && counter > newest) forget(after, newest, counter);
  after[counter % size] = frameId;
  const largest = newest === null ? counter : Math.max(newest, counter);
  return { outcome: 'accepted', window: { newest: largest, frames: after } };
}

/** Clears the places of the counters that the window moves over. */
function forget(frames: (string | null)[], newest: number, counter: number): void {
  const size = frames.length;
  if (counter - newest >= size) frames.fill(null);
  else for (let passed = newest + 1; passed < counter; passed++) frames[passed % size] = null;
}

/** Which counter an APDU's counter is one of: each key of a sender has its own. */
export type CounterScope = 'global-unicast' | 'global-broadcast' | 'dedicated';

/**
 * The counter that an APDU must not repeat.
 *
 * @returns null where its counter proves nothing: without a tag, signed only, or under a key that is new with the APDU,
 * which starts at 0 each time
 */
export function counterScopeOf(apdu: ProtectedApdu): CounterScope | null {
  if (!isCiphered(apdu) || apdu.content.tag === null) return null;
  const { broadcast } = apdu.content.securityControl;
  if (apdu.type === 'general-ciphering') {
    if (apdu.keyInfo?.choice !== 'identified-key') return null;
    return apdu.keyInfo.keyId === 'global-broadcast-encryption-key'
      ? 'global-broadcast'
      : 'global-unicast';
  }
  if (isDedicated(apdu.type)) return 'dedicated';
  return broadcast ? 'global-broadcast' : 'global-unicast';
}
