import type { DecodeErrorCode } from '../errors.js';
import { DEFAULT_LENIENCIES, type Leniency } from '../leniency.js';
import type { ApduReceived, FramerEvent, FramerOptions, Notice } from './framer.js';

/** Link octets for each octet of APDU that a sender may use, and a start: what very small segments need. */
const WIRE_FACTOR = 4;
const WIRE_ALLOWANCE = 4096;

/** Where the parts of a framer put what happened, with the limits they share. */
export class Outlet {
  /** Longest APDU in octets. */
  readonly maxApduLength: number;
  /** Most octets kept of one APDU on the wire, link layer included. */
  readonly maxWireLength: number;
  readonly leniencies: ReadonlySet<Leniency>;
  droppedTotal = 0;
  #events: FramerEvent[] = [];
  #told = 0;

  constructor(options: FramerOptions) {
    this.maxApduLength = options.maxApduLength;
    this.maxWireLength = options.maxApduLength * WIRE_FACTOR + WIRE_ALLOWANCE;
    this.leniencies = options.leniencies ?? DEFAULT_LENIENCIES;
  }

  /** An APDU as the link layer carried it, a block of one too. Told to who watches, before anything is made of it. */
  carried(event: ApduReceived): void;
  carried(): void {
    // For who watches.
  }

  /** Tells an APDU, unless it is empty or too long. */
  deliver(event: ApduReceived): void {
    if (event.apdu.length === 0) {
      this.refuse('link.empty', 'the frame holds no APDU', event.wire);
    } else if (event.apdu.length > this.maxApduLength) {
      this.refuse('link.too-long', this.tooLong(event.apdu.length), event.wire);
    } else {
      this.#events.push(event);
    }
  }

  /** Tells what a link layer says about itself. @param wire octets that nobody else changes */
  notice(notice: Notice, wire: Uint8Array): void {
    this.#events.push({ type: 'notice', notice, wire });
  }

  /** Tells a refusal. @param wire octets that nobody else changes @param dropped all octets concerned */
  refuse(
    code: DecodeErrorCode,
    message: string,
    wire: Uint8Array,
    offset: number | null = null,
    dropped = wire.length,
  ): void {
    this.droppedTotal += dropped;
    this.#events.push({ type: 'refused', code, message, offset, wire, dropped });
  }

  /** The sentence for `link.too-long`. */
  tooLong(length: number): string {
    return `an APDU of ${length} octets or more; DropDataLength allows ${this.maxApduLength}`;
  }

  next(): FramerEvent | undefined {
    const event = this.#events[this.#told];
    if (event === undefined) return undefined;
    this.#told += 1;
    if (this.#told === this.#events.length) {
      this.#events = [];
      this.#told = 0;
    }
    return event;
  }
}
