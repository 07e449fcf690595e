/** Every reason for which the bus turns a call down. */
export type BusErrorCode =
  | 'bus.closed' // the bus is closed or not started yet
  | 'bus.not-accepted' // the message was not stored; publish it again
  | 'bus.settled-twice' // a delivery was acked or released a second time
  | 'bus.unreachable' // there is no connection to the broker; nothing was sent
  | 'bus.blocked' // the broker takes no messages for the time being; nothing was sent
  | 'bus.in-doubt' // it was sent and no confirm came; it may be there
  | 'bus.nacked' // the broker turned it down
  | 'bus.returned' // the broker has no queue for it
  | 'bus.not-declared' // a queue could not be declared: it is there with other arguments
  | 'bus.no-queue'; // there is no such queue to consume

/** What to do about each code, for docs/errors.md. */
export const busErrorAdvice: Readonly<Record<BusErrorCode, string>> = {
  'bus.closed': 'The process is stopping or has not started. Nothing was accepted; send again.',
  'bus.not-accepted':
    'The message could not be stored. Stages try again by themselves; look at the cause (disk full, broker away).',
  'bus.settled-twice': 'A fault in a stage. Please report it.',
  'bus.unreachable':
    'The broker is away. Connecting is tried again by itself, and frames go to the backlog meanwhile; look at the broker and at AMQP_URL.',
  'bus.blocked':
    'An alarm of the broker: its memory or disk is nearly full. Frames go to the backlog until it ends; give the broker room.',
  'bus.in-doubt':
    'The broker did not confirm in time, or the connection broke before it did. The message is sent again or goes to the backlog under the same ids: a repeat is possible, a loss is not.',
  'bus.nacked':
    'A queue that is full and turns messages away, or a broker in trouble. It is tried again by itself; look at the queues bound to the exchange, and bind none with x-overflow reject-publish to telemetry.',
  'bus.returned':
    'A queue was deleted while the system runs. It is declared again with the next connection; restart one of the processes, or look who deletes queues.',
  'bus.not-declared':
    'A queue of this name was made by somebody else, or by another version, with other arguments. Let what is in it be taken, delete it, and change the configuration file again (or start the process again).',
  'bus.no-queue': 'As bus.returned: the queue that should be consumed is not there.',
};

/** The only error of this library. */
export class BusError extends Error {
  override readonly name = 'BusError';
  readonly code: BusErrorCode;

  constructor(code: BusErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
