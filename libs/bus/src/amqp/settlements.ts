/** How settlements are told to the broker: `multiple` means this tag and all before it. */
export interface SettlementChannel {
  ack(tag: number, multiple: boolean): void;
  release(tag: number): void;
}

/** How long an ack out of order waits for those before it, milliseconds. */
const HELD_BACK_MS = 20;
/** At most this part of the prefetch is held back, or the broker would run out of messages to hand out. */
const HELD_BACK_PART = 4;

/**
 * Tells the broker which deliveries of a channel are settled, with as few acks as the order allows: an ack for each
 * message costs a quorum queue several times more than one for many. Those of a turn are told together; one out of
 * order waits a little for those before it.
 */
export class Settlements {
  readonly #channel: SettlementChannel;
  readonly #mostHeldBack: number;
  /** Tags from the lowest unsettled one up: `acked` is still to be told. */
  readonly #states = new Map<number, 'acked' | 'told'>();
  #lowest = 1;
  #heldBack = 0;
  #flush: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(channel: SettlementChannel, prefetch: number) {
    this.#channel = channel;
    this.#mostHeldBack = Math.floor(prefetch / HELD_BACK_PART);
  }

  /** Delivery tags of a channel count from 1 without a gap. */
  ack(tag: number): void {
    this.#states.set(tag, 'acked');
    this.#heldBack++;
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#tellInOrder();
      if (this.#heldBack > this.#mostHeldBack) this.flush();
      else if (this.#heldBack > 0) this.#timer ??= setTimeout(this.flush, HELD_BACK_MS);
    });
  }

  release(tag: number): void {
    this.#channel.release(tag);
    this.#states.set(tag, 'told');
  }

  /** Tells everything now. */
  readonly flush = (): void => {
    this.#tellInOrder();
    for (const [tag, state] of this.#states) {
      if (state === 'told') continue;
      this.#channel.ack(tag, false);
      this.#states.set(tag, 'told');
    }
    this.#heldBack = 0;
    this.#forgetTimers();
  };

  /** The channel has gone: nothing is told any more. */
  end(): void {
    this.#forgetTimers();
    this.#states.clear();
  }

  /** One ack for all that are settled without a gap. */
  #tellInOrder(): void {
    let highest = 0;
    for (;;) {
      const state = this.#states.get(this.#lowest);
      if (state === undefined) break;
      if (state === 'acked') {
        highest = this.#lowest;
        this.#heldBack--;
      }
      this.#states.delete(this.#lowest++);
    }
    if (highest > 0) this.#channel.ack(highest, true);
  }

  #forgetTimers(): void {
    clearImmediate(this.#flush);
    clearTimeout(this.#timer);
    this.#flush = undefined;
    this.#timer = undefined;
  }
}
