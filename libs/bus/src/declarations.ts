import {
  FRAMES_DEAD,
  FRAMES_OVERFLOW,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  READINGS_POISON,
  READINGS_RECORD,
  historicQueue,
  liveQueue,
} from './topology.js';

/** Topic exchange through which everything goes to its durable queue; the routing key is the queue's name. */
export const FRAMES_EXCHANGE = 'frames';

/** Topic exchange of readings for platforms. */
export const TELEMETRY_EXCHANGE = 'telemetry';

/** Where readings go that no subscriber wants: exchange and queue of one name, the newest of them are kept. */
export const TELEMETRY_UNROUTED = 'telemetry.unrouted';

/** A queue to be declared. */
export interface QueueDeclaration {
  readonly name: string;
  /** The queue that takes what the broker gives up on: only what no consumer could settle over and over. */
  readonly poisonQueue?: string;
}

/** All durable queues of a deployment with these receptors. */
export function queuesOf(receptors: readonly string[]): readonly QueueDeclaration[] {
  return [
    { name: FRAMES_POISON },
    { name: READINGS_POISON },
    ...receptors.flatMap((receptor) => [
      { name: liveQueue(receptor), poisonQueue: FRAMES_POISON },
      { name: historicQueue(receptor), poisonQueue: FRAMES_POISON },
    ]),
    { name: FRAMES_OVERFLOW, poisonQueue: FRAMES_POISON },
    { name: FRAMES_DEAD, poisonQueue: FRAMES_POISON },
    { name: FRAMES_RESOLVED, poisonQueue: FRAMES_POISON },
    { name: READINGS_RECORD, poisonQueue: READINGS_POISON },
  ];
}

/**
 * Explicit and out of reach: brokers differ in their default (none, then 20), and a count that rises for innocents with
 * every restart of a consumer must decide nothing. A queue that has a limit also puts released messages back near its
 * head instead of its end.
 */
const DELIVERY_LIMIT = 1_000_000_000;
const UNROUTED_MESSAGES = 100_000;
const UNROUTED_OCTETS = 64 * 1024 * 1024;

/**
 * The arguments of a durable queue. They hang on no option: a queue cannot be declared again with other ones.
 * Dead-lettering at least once needs `reject-publish`; without it the broker falls back to at most once.
 */
export function queueArguments({ poisonQueue }: QueueDeclaration): Record<string, string | number> {
  const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': DELIVERY_LIMIT };
  if (poisonQueue === undefined) return quorum;
  return {
    ...quorum,
    'x-overflow': 'reject-publish',
    'x-dead-letter-strategy': 'at-least-once',
    'x-dead-letter-exchange': FRAMES_EXCHANGE,
    'x-dead-letter-routing-key': routingKeyOf(poisonQueue),
  };
}

/** Bounded, and the oldest goes first: with `reject-publish` a full one would turn away every reading. */
export const UNROUTED_ARGUMENTS: Readonly<Record<string, string | number>> = {
  'x-queue-type': 'quorum',
  'x-delivery-limit': DELIVERY_LIMIT,
  'x-overflow': 'drop-head',
  'x-max-length': UNROUTED_MESSAGES,
  'x-max-length-bytes': UNROUTED_OCTETS,
};

/**
 * The routing key of a queue: its name, but for words that would be wildcards when it is bound. A receptor may be
 * called `#`.
 */
export function routingKeyOf(queue: string): string {
  if (!/(?:^|\.)[*#](?:\.|$)/u.test(queue)) return queue;
  return queue
    .split('.')
    .map((word) => (word === '#' ? '%23' : word === '*' ? '%2A' : word))
    .join('.');
}
