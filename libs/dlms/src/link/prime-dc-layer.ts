import { beginsApdu } from './apdu-start.js';
import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import { octetAt } from './octets.js';
import type { Outlet } from './outlet.js';
import { isPrimeType, readPrimeNotice } from './prime-notice.js';
import { SenderReassembly } from './sender-reassembly.js';
import { cutWrapper, type WrapperHeader } from './wrapper-cut.js';
import { WRAPPER_HEADER_LENGTH } from './wrapper.js';

/**
 * The wrapper between a PRIME concentrator and its client: the port of a meter is its number in the PLC network, and
 * messages of the concentrator may stand in place of an APDU, see `readPrimeNotice`. Blocks of many meters come mixed.
 */
export class PrimeDcLayer implements LinkLayer<WrapperHeader> {
  readonly #outlet: Outlet;
  readonly #senders: SenderReassembly;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#senders = new SenderReassembly(outlet);
  }

  get held(): number {
    return this.#senders.held;
  }

  get waitingSince(): number | undefined {
    return this.#senders.waitingSince;
  }

  giveUp(): Uint8Array {
    return this.#senders.giveUp();
  }

  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<WrapperHeader> {
    return cutWrapper(octets, at, place, this.#outlet, begins);
  }

  accept(header: WrapperHeader, wire: Uint8Array, now: number): void {
    const data = wire.subarray(WRAPPER_HEADER_LENGTH);
    const notice = readPrimeNotice(data);
    if (notice !== undefined) {
      this.#outlet.notice(notice, wire);
    } else if (isPrimeType(octetAt(data, 0))) {
      const message = 'a message of the concentrator that does not have the form of its type';
      this.#outlet.refuse('link.format', message, wire, WRAPPER_HEADER_LENGTH);
    } else {
      const link = { type: 'WRAPPER', ...header } as const;
      this.#senders.accept({ link, count: 0, last: true, data, wire, leniencies: [] }, now);
    }
  }
}

/** Whether behind a header a message of the concentrator begins, or an APDU. */
function begins(start: Uint8Array, length: number): boolean {
  const isMessage =
    start.length === length ? readPrimeNotice(start) !== undefined : isPrimeType(octetAt(start, 0));
  return isMessage || beginsApdu(start, length);
}
