import { BlockReassembly } from './block-reassembly.js';
import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import type { Outlet } from './outlet.js';
import { cutWrapper, type WrapperHeader } from './wrapper-cut.js';
import { WRAPPER_HEADER_LENGTH } from './wrapper.js';

/** WRAPPER (IEC 62056-47, Green Book 7): an APDU behind eight octets of version, ports and length. */
export class WrapperLayer implements LinkLayer<WrapperHeader> {
  readonly #outlet: Outlet;
  readonly #blocks: BlockReassembly;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#blocks = new BlockReassembly(outlet);
  }

  get held(): number {
    return this.#blocks.held;
  }

  get waitingSince(): number | undefined {
    return this.#blocks.waitingSince;
  }

  giveUp(): Uint8Array {
    return this.#blocks.giveUp();
  }

  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<WrapperHeader> {
    return cutWrapper(octets, at, place, this.#outlet);
  }

  accept(header: WrapperHeader, wire: Uint8Array, now: number): void {
    const link = { type: 'WRAPPER', ...header } as const;
    const apdu = wire.subarray(WRAPPER_HEADER_LENGTH);
    this.#blocks.accept({ type: 'apdu', apdu, wire, link, leniencies: [] }, now);
  }
}
