import type { Leniency } from '../leniency.js';
import type { Cut, LinkLayer } from './link-layer.js';
import { octetAt } from './octets.js';
import type { Outlet } from './outlet.js';
import { LAST_SEGMENT, SEGMENT_COUNT, TelegramReassembly } from './telegram-reassembly.js';
import { cutTelegram, type Telegram } from './wired-mbus-cut.js';
import { FIELDS_LENGTH, HEADER_LENGTH } from './wired-mbus.js';

const NO_LENIENCY: readonly Leniency[] = [];
/** CI fields of the DLMS transport layer; others (72, 78, ...) are M-Bus's own data. */
const DLMS_CI = SEGMENT_COUNT | LAST_SEGMENT;

/** Wired M-Bus (EN 13757-2, -3): an APDU in one long frame or in several telegrams that CI counts. */
export class WiredMBusLayer implements LinkLayer<Telegram> {
  readonly #outlet: Outlet;
  readonly #telegrams: TelegramReassembly;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#telegrams = new TelegramReassembly(outlet);
  }

  get held(): number {
    return this.#telegrams.held;
  }

  get waitingSince(): number | undefined {
    return this.#telegrams.waitingSince;
  }

  giveUp(): Uint8Array {
    return this.#telegrams.giveUp();
  }

  cut(octets: Uint8Array, at: number): Cut<Telegram> {
    return cutTelegram(octets, at, this.#outlet.leniencies.has('mbus-length-overflow'));
  }

  accept(telegram: Telegram, wire: Uint8Array, now: number): void {
    const ci = octetAt(wire, HEADER_LENGTH + 2);
    if (ci > DLMS_CI) {
      const message = `CI ${ci.toString(16)} is no telegram of DLMS/COSEM`;
      this.#outlet.refuse('link.format', message, wire, HEADER_LENGTH + 2);
      return;
    }
    if (telegram.length <= FIELDS_LENGTH) {
      this.#outlet.refuse('link.empty', 'a telegram without data', wire);
      return;
    }
    this.#telegrams.accept(
      {
        link: {
          type: 'WiredMBus',
          control: octetAt(wire, HEADER_LENGTH),
          address: octetAt(wire, HEADER_LENGTH + 1),
          sourceAddress: octetAt(wire, HEADER_LENGTH + 3),
          destinationAddress: octetAt(wire, HEADER_LENGTH + 4),
        },
        count: ci & SEGMENT_COUNT,
        last: (ci & LAST_SEGMENT) !== 0,
        data: wire.subarray(HEADER_LENGTH + FIELDS_LENGTH, HEADER_LENGTH + telegram.length),
        wire,
        leniencies: telegram.overflow ? ['mbus-length-overflow'] : NO_LENIENCY,
      },
      now,
    );
  }
}
