import type { RedisConnection } from '../redis-connection.js';
import { ADD, JUDGE, MOST_AT_ONCE, SLOTS } from './scripts.js';

/** A counter that is judged, and the frame that brings it. */
export interface JudgedCounter {
  /** Whose counter, under which key: 32 hexadecimal digits. */
  readonly scope: string;
  /** 0 to FFFFFFFF. */
  readonly counter: number;
  /** UUID. */
  readonly frameId: string;
  /** When the frame was received, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** The largest counters of a scope, of which a window is made. */
export interface KnownCounters {
  readonly scope: string;
  /** In no order. */
  readonly seen: readonly { readonly counter: number; readonly frameId: string }[];
  /** When the latest of these frames was received, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/**
 * - `accepted`: not seen yet; the window has moved on
 * - `same-frame`: seen, with this very frame
 * - `repeated`: seen, with another frame
 * - `too-old`: below the window, and received after the latest accepted frame
 * - `late`: below the window, and received no later
 * - `unknown`: there is no window of this scope; nothing was judged
 */
export type WindowOutcome = (typeof OUTCOMES)[number];

/** What a window says. */
export interface WindowVerdict {
  readonly outcome: WindowOutcome;
  /** The largest counter accepted; null before the first. */
  readonly newest: number | null;
}

const OUTCOMES = ['unknown', 'accepted', 'same-frame', 'repeated', 'too-old', 'late'] as const;
const UNKNOWN: WindowVerdict = { outcome: 'unknown', newest: null };
/** Octets of a frame's id that tell it apart: the random ones of a UUIDv7. */
const TAIL_DIGITS = 16;

/**
 * Windows of the last 64 counters of each scope, shared by all processes: a counter is judged and taken in one step, so
 * that of two processes with the same one exactly one has it accepted.
 */
export class RedisCounterWindows {
  readonly #redis: RedisConnection;

  constructor(redis: RedisConnection) {
    this.#redis = redis;
  }

  /**
   * Judges counters in the order given.
   *
   * @returns a verdict for each. @throws {CacheError}
   */
  async judge(counters: readonly JudgedCounter[]): Promise<readonly WindowVerdict[]> {
    const answers = await Promise.all(
      inParts(counters).map((part) =>
        this.#redis.list(
          JUDGE,
          part.map(({ scope }) => this.#redis.keys.counterWindow(scope)),
          part.flatMap(({ counter, frameId, receivedAt }) => [
            counter,
            tailOf(frameId),
            Math.trunc(receivedAt),
          ]),
        ),
      ),
    );
    return answers.flatMap(verdictsOf);
  }

  /**
   * Makes windows of what is known, and adds it to those that are there.
   *
   * @param known of a scope that has no counters the `seen` is empty. @throws {CacheError}
   */
  async add(known: readonly KnownCounters[]): Promise<void> {
    await Promise.all(
      inParts(known).map((part) =>
        this.#redis.run(
          ADD,
          part.map(({ scope }) => this.#redis.keys.counterWindow(scope)),
          part.map(windowOf),
        ),
      ),
    );
  }
}

function verdictsOf(answer: readonly unknown[]): WindowVerdict[] {
  const verdicts: WindowVerdict[] = [];
  for (let at = 0; at + 1 < answer.length; at += 2) {
    const outcome = OUTCOMES[Number(answer[at])] ?? 'unknown';
    const newest = Number(answer[at + 1]);
    verdicts.push(
      outcome === 'unknown' ? UNKNOWN : { outcome, newest: newest < 0 ? null : newest },
    );
  }
  return verdicts;
}

/** Octets as the script reads and writes them. */
function windowOf({ seen, receivedAt }: KnownCounters): Buffer {
  if (seen.length === 0) return Buffer.from('-');
  const newest = seen.reduce((largest, { counter }) => Math.max(largest, counter), 0);
  const header = Buffer.from(`${newest} ${Math.trunc(receivedAt)}`.padEnd(HEADER_OCTETS));
  const slots = Buffer.alloc(SLOTS * SLOT_OCTETS);
  for (const { counter, frameId } of seen)
    if (newest - counter < SLOTS) tailOf(frameId).copy(slots, (counter % SLOTS) * SLOT_OCTETS);
  return Buffer.concat([header, slots]);
}

const HEADER_OCTETS = 32;
const SLOT_OCTETS = TAIL_DIGITS / 2;

function tailOf(frameId: string): Buffer {
  // A hyphen stands within these digits.
  return Buffer.from(frameId.slice(-TAIL_DIGITS - 1).replace('-', ''), 'hex');
}

function inParts<T>(all: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += MOST_AT_ONCE)
    parts.push(all.slice(at, at + MOST_AT_ONCE));
  return parts;
}
