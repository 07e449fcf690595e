/** Every reason for which the bus turns a call down. */
export type BusErrorCode =
  | 'bus.closed' // the bus is closed or not started yet
  | 'bus.not-accepted' // the message was not stored; publish it again
  | 'bus.settled-twice'; // a delivery was acked or released a second time

/** What to do about each code, for docs/errors.md. */
export const busErrorAdvice: Readonly<Record<BusErrorCode, string>> = {
  'bus.closed': 'The process is stopping or has not started. Nothing was accepted; send again.',
  'bus.not-accepted':
    'The message could not be stored. Stages try again by themselves; look at the cause (disk full, broker away).',
  'bus.settled-twice': 'A fault in a stage. Please report it.',
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
