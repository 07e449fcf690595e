import type { BusErrorCode } from '../errors.js';

/** Which of the two connections of a bus: a broker that blocks publishers must not hold up acks. */
export type ConnectionRole = 'publishing' | 'consuming';

/** What the bus on a broker reports. */
export interface AmqpBusEvents {
  /** A connection is there, its topology declared. */
  connected(event: { readonly role: ConnectionRole }): void;
  /** A connection that was there has ended. */
  disconnected(event: { readonly role: ConnectionRole; readonly error: unknown }): void;
  /** An attempt to connect, declare or consume has failed; it is made again after a pause. */
  attemptFailed(event: { readonly role: ConnectionRole; readonly error: unknown }): void;
  /** The broker takes no messages: an alarm of memory or disk. */
  blocked(event: { readonly reason: string }): void;
  unblocked(): void;
  /** A delivery was settled whose channel has gone: the broker hands it out again. */
  settledLate(event: { readonly queue: string }): void;
  /** A message was not taken, or it is not known whether it was: the code of the error that its sender gets. */
  turnedDown(event: { readonly code: BusErrorCode }): void;
  /** A confirm came after its message had been given up as in doubt: it is there twice, or soon will be. */
  confirmedLate(): void;
}
