import type { BusErrorCode } from '../errors.js';

/** What the broker has said of a message. */
export interface BrokerAnswer {
  /** It came back, since no queue takes it. */
  readonly returned: boolean;
  /** Its confirm: false is a nack. */
  readonly confirmed: boolean;
}

/**
 * Why a message counts as turned down; undefined: it is accepted. The broker confirms a message that it returned too,
 * and has kept it nowhere.
 */
export function turnDownOf({
  returned,
  confirmed,
}: BrokerAnswer): Extract<BusErrorCode, 'bus.returned' | 'bus.nacked'> | undefined {
  if (returned) return 'bus.returned';
  return confirmed ? undefined : 'bus.nacked';
}
