import type { LinkDetails } from './framer.js';
import { sameAddresses } from './link-address.js';
import type { Outlet } from './outlet.js';
import { type Segment, TelegramReassembly } from './telegram-reassembly.js';

/** Senders whose place in an APDU is known at once; what they may hold together is bounded too. */
const MOST_SENDERS = 64;

interface Sender {
  readonly link: LinkDetails;
  readonly telegrams: TelegramReassembly;
}

/** Joins telegrams and blocks where one connection carries many meters, whose telegrams come mixed. */
export class SenderReassembly {
  readonly #outlet: Outlet;
  /** In the order in which they were heard, the last one at the end. */
  #senders: Sender[] = [];

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  get held(): number {
    return this.#senders.reduce((sum, { telegrams }) => sum + telegrams.held, 0);
  }

  get waitingSince(): number | undefined {
    return this.#waitingLongest()?.telegrams.waitingSince;
  }

  /** Forgets the unfinished APDU that waits longest. @returns its octets on the wire */
  giveUp(): Uint8Array {
    return this.#waitingLongest()?.telegrams.giveUp() ?? new Uint8Array(0);
  }

  /** Takes a telegram, whose octets nobody else changes. */
  accept(segment: Segment, now: number): void {
    const index = this.#senders.findLastIndex(({ link }) => sameAddresses(link, segment.link));
    const sender =
      index === -1
        ? { link: segment.link, telegrams: new TelegramReassembly(this.#outlet) }
        : this.#senders.splice(index, 1)[0];
    if (sender === undefined) return;
    this.#senders.push(sender);
    sender.telegrams.accept(segment, now);
    this.#keepBounds();
  }

  #keepBounds(): void {
    while (this.#senders.length > MOST_SENDERS) {
      const silent = this.#senders.shift();
      if (silent !== undefined && silent.telegrams.held > 0) this.#refuse(silent);
    }
    while (this.#senders.length > 1 && this.held > this.#outlet.maxWireLength) {
      const longest = this.#waitingLongest();
      if (longest === undefined) return;
      this.#refuse(longest);
    }
  }

  #refuse({ telegrams }: Sender): void {
    const message = 'half an APDU: too many senders have APDUs open on this connection';
    this.#outlet.refuse('link.incomplete', message, telegrams.giveUp());
  }

  #waitingLongest(): Sender | undefined {
    let longest: Sender | undefined;
    let since = Infinity;
    for (const sender of this.#senders) {
      const waiting = sender.telegrams.waitingSince;
      if (waiting === undefined || waiting >= since) continue;
      longest = sender;
      since = waiting;
    }
    return longest;
  }
}
