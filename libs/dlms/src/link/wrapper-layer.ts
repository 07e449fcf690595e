import { beginsApdu, LONGEST_START } from './apdu-start.js';
import { BlockReassembly } from './block-reassembly.js';
import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import { u16At } from './octets.js';
import type { Outlet } from './outlet.js';
import { VERSION, WRAPPER_HEADER_LENGTH } from './wrapper.js';

/** Client and server addresses have 14 bits; asked for only where a header is looked for in rubbish. */
const HIGHEST_ADDRESS = 0x3fff;

const NO_VERSION = 'no WRAPPER frame begins here: the version is not 1';

/** A wrapper header, its APDU behind it. */
export interface WrapperHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

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

  cut(octets: Uint8Array, at: number, { synced }: CutPlace): Cut<WrapperHeader> {
    const there = octets.length - at;
    if (octets[at] !== 0) return this.#noise(octets, at);
    if (there < 2) return { kind: 'more', need: 2, seen: 'part of a header' };
    if (u16At(octets, at) !== VERSION) return this.#noise(octets, at);
    if (there < WRAPPER_HEADER_LENGTH)
      return { kind: 'more', need: WRAPPER_HEADER_LENGTH, seen: 'part of a header' };
    const apduLength = u16At(octets, at + 6);
    const length = WRAPPER_HEADER_LENGTH + apduLength;
    if (!synced) {
      // Any two octets could be the version: what follows must look like a header too.
      const ports = Math.max(u16At(octets, at + 2), u16At(octets, at + 4));
      if (apduLength === 0 || apduLength > this.#outlet.maxApduLength || ports > HIGHEST_ADDRESS)
        return this.#noise(octets, at);
      const need = WRAPPER_HEADER_LENGTH + Math.min(apduLength, LONGEST_START);
      if (there < need) return { kind: 'more', need, seen: 'part of a header' };
      const start = octets.subarray(at + WRAPPER_HEADER_LENGTH, at + need);
      if (!beginsApdu(start, apduLength)) return this.#noise(octets, at);
    }
    if (apduLength === 0)
      return {
        kind: 'broken',
        length,
        resume: length,
        code: 'link.empty',
        message: 'a WRAPPER header of length 0',
        offset: 6,
      };
    if (apduLength > this.#outlet.maxApduLength)
      return {
        kind: 'broken',
        length,
        resume: length,
        code: 'link.too-long',
        message: this.#outlet.tooLong(apduLength),
        offset: 6,
      };
    if (there < length) return { kind: 'more', need: length, seen: 'header' };
    return {
      kind: 'frame',
      length,
      resume: length,
      frame: { sourcePort: u16At(octets, at + 2), destinationPort: u16At(octets, at + 4) },
    };
  }

  accept(header: WrapperHeader, wire: Uint8Array, now: number): void {
    const link = { type: 'WRAPPER', ...header } as const;
    const apdu = wire.subarray(WRAPPER_HEADER_LENGTH);
    this.#blocks.accept({ type: 'apdu', apdu, wire, link, leniencies: [] }, now);
  }

  #noise(octets: Uint8Array, at: number): Cut<WrapperHeader> {
    const next = octets.indexOf(0, at + 1);
    const length = (next === -1 ? octets.length : next) - at;
    return { kind: 'noise', length, code: 'link.version', message: NO_VERSION };
  }
}
