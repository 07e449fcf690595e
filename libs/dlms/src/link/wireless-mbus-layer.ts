import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import { octetAt } from './octets.js';
import type { Outlet } from './outlet.js';
import { SenderReassembly } from './sender-reassembly.js';
import { readContent } from './wireless-mbus-content.js';
import { WirelessMBusCutter, type WirelessFrame } from './wireless-mbus-cut.js';
import { LINK_LAYER_LENGTH, withoutCrcs } from './wireless-mbus-frame.js';

const ADDRESS_AT = 4;

/**
 * Wireless M-Bus (EN 13757-4) as a gateway hands its frames on: format A or B with CRCs, or with the CRCs taken off, which
 * is recognised. One connection carries many meters.
 */
export class WirelessMBusLayer implements LinkLayer<WirelessFrame> {
  readonly #outlet: Outlet;
  readonly #senders: SenderReassembly;
  readonly #cutter = new WirelessMBusCutter();

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

  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<WirelessFrame> {
    return this.#cutter.cut(octets, at, place);
  }

  accept({ format }: WirelessFrame, wire: Uint8Array, now: number): void {
    const content = readContent(withoutCrcs(wire, format).subarray(LINK_LAYER_LENGTH));
    if ('fault' in content) {
      this.#outlet.refuse(content.code, content.fault, wire);
      return;
    }
    const { sourceAddress, destinationAddress, count, last, data } = content;
    this.#senders.accept(
      {
        link: {
          type: 'WirelessMBus',
          format,
          control: octetAt(wire, 1),
          manufacturer: octetAt(wire, 2) | (octetAt(wire, 3) << 8),
          address: wire.subarray(ADDRESS_AT, LINK_LAYER_LENGTH),
          sourceAddress,
          destinationAddress,
        },
        count,
        last,
        data,
        wire,
        leniencies: [],
      },
      now,
    );
  }
}
