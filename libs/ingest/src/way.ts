/** Where something was accepted: in a queue, or in the table of the backlog. */
export type Acceptance = 'live' | 'overflow' | 'backlog' | 'dead';

/** What is known of a live queue when an envelope is about to be filled. */
export interface LiveRoom {
  /** So many frames may wait. */
  readonly limit: number;
  /** So many wait. */
  readonly waiting: number;
  /** So many are on their way there and not confirmed. */
  readonly outstanding: number;
}

/** The queue of the next envelope, and how many frames it takes there. */
export interface Way {
  readonly queue: 'live' | 'overflow';
  readonly count: number;
}

/** An envelope goes to the live queue only if it can take this part of the limit, or all that waits. */
const LEAST_PART_OF_LIMIT = 0.1;

/**
 * The way of the next envelope, for which `wanted` frames wait. Where little room is left, all goes to the overflow
 * rather than envelope after envelope with the few frames that fit: so nine tenths of the limit or more wait under
 * overload, in envelopes worth their cost.
 */
export function wayOf({ limit, waiting, outstanding }: LiveRoom, wanted: number): Way {
  const room = limit - waiting - outstanding;
  const least = Math.min(wanted, Math.ceil(limit * LEAST_PART_OF_LIMIT));
  return room < least
    ? { queue: 'overflow', count: wanted }
    : { queue: 'live', count: Math.min(wanted, room) };
}

/** What becomes of an envelope once the bus has answered: accepted, or to be stored in the backlog for this cause. */
export type AfterBus =
  { readonly accepted: Acceptance } | { readonly store: 'broker' | 'overload' };

/**
 * What becomes of an envelope after its publish. A nack, a return and a confirm that is missing are all the same: the
 * bus may have it or not, so the backlog takes it, under the ids that it has.
 */
export function afterBus(queue: Way['queue'], isConfirmed: boolean): AfterBus {
  if (isConfirmed) return { accepted: queue };
  return { store: queue === 'live' ? 'broker' : 'overload' };
}
