import type { Leniency } from '../leniency.js';
import type { ApduReceived, LinkDetails } from './framer.js';
import { OctetBuffer } from './octet-buffer.js';
import { sameOctets } from './octets.js';
import type { Outlet } from './outlet.js';

/** Why a piece cannot be added to an assembly. */
export interface Overflow {
  readonly message: string;
}

/** An APDU in the making: pieces that came in several link frames, with the octets of those frames. */
export class Assembly {
  /** That of the first piece. */
  readonly link: LinkDetails;
  readonly wire = new OctetBuffer();
  /** When the last piece came. */
  touchedAt: number;
  readonly #apdu = new OctetBuffer();
  readonly #starts: number[] = [];
  readonly #leniencies = new Set<Leniency>();
  readonly #outlet: Outlet;

  constructor(link: LinkDetails, outlet: Outlet, now: number) {
    this.link = link;
    this.#outlet = outlet;
    this.touchedAt = now;
  }

  /** Octets held. */
  get held(): number {
    return this.#apdu.length + this.wire.length;
  }

  /** Pieces so far. */
  get count(): number {
    return this.#starts.length;
  }

  /** Takes a piece and the frames that carried it. @returns what is wrong when the APDU grows over a limit */
  add(
    piece: Uint8Array,
    wire: Uint8Array,
    leniencies: readonly Leniency[],
    now: number,
  ): Overflow | undefined {
    const length = this.#apdu.length + piece.length;
    if (length > this.#outlet.maxApduLength) return { message: this.#outlet.tooLong(length) };
    if (this.wire.length + wire.length > this.#outlet.maxWireLength)
      return { message: 'more octets of link layer than an APDU in pieces of any sense needs' };
    this.#starts.push(this.#apdu.length);
    this.#apdu.append(piece);
    this.wire.append(wire);
    for (const name of leniencies) this.#leniencies.add(name);
    this.touchedAt = now;
    return undefined;
  }

  /** Whether the piece with this index, counted from 0, is the same as `piece`. */
  has(index: number, piece: Uint8Array): boolean {
    const start = this.#starts[index];
    if (start === undefined) return false;
    const end = this.#starts[index + 1] ?? this.#apdu.length;
    return sameOctets(this.#apdu.view().subarray(start, end), piece);
  }

  /** The joined APDU. */
  finish(): ApduReceived {
    return {
      type: 'apdu',
      apdu: this.#apdu.copy(),
      wire: this.wire.copy(),
      link: this.link,
      leniencies: [...this.#leniencies],
    };
  }
}
