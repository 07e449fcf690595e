import type { DecodeErrorCode } from '../errors.js';
import type { Leniency } from '../leniency.js';
import { Assembly } from './assembly.js';
import { BlockReassembly } from './block-reassembly.js';
import type { LinkDetails } from './framer.js';
import { sameAddresses } from './link-address.js';
import { joinOctets } from './octets.js';
import type { Outlet } from './outlet.js';

/** CI of the DLMS transport layer: low four bits count the telegrams of an APDU from 0, bit 4 marks the last one. */
export const SEGMENT_COUNT = 0x0f;
export const LAST_SEGMENT = 0x10;

/** A telegram and what it carries. */
export interface Segment {
  readonly link: LinkDetails;
  /** 0 to 15, then from 0 again. */
  readonly count: number;
  readonly last: boolean;
  readonly data: Uint8Array;
  readonly wire: Uint8Array;
  readonly leniencies: readonly Leniency[];
}

/** Joins the telegrams of M-Bus to APDUs, and the blocks that those may be. One sender at a time. */
export class TelegramReassembly {
  readonly #outlet: Outlet;
  readonly #blocks: BlockReassembly;
  #open: Assembly | undefined;
  /** The last telegram of an APDU that was refused and may still have telegrams to come. */
  #lost: Segment | undefined;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#blocks = new BlockReassembly(outlet);
  }

  get held(): number {
    return this.#blocks.held + (this.#open?.held ?? 0);
  }

  get waitingSince(): number | undefined {
    return this.#open?.touchedAt ?? this.#blocks.waitingSince;
  }

  /** Forgets what is unfinished. @returns its octets on the wire */
  giveUp(): Uint8Array {
    return joinOctets([this.#blocks.giveUp(), this.#takeOpen()]);
  }

  /** Takes a telegram, whose octets nobody else changes. */
  accept(segment: Segment, now: number): void {
    const open = this.#open;
    if (open !== undefined && sameAddresses(open.link, segment.link)) {
      if (
        ((open.count - 1) & SEGMENT_COUNT) === segment.count &&
        open.has(open.count - 1, segment.data)
      ) {
        this.#outlet.droppedTotal += segment.wire.length;
        return;
      }
      const due = open.count & SEGMENT_COUNT;
      if (due === segment.count) {
        this.#add(open, segment, now);
        return;
      }
      if (segment.count !== 0) {
        const wire = joinOctets([this.#takeOpen(), segment.wire]);
        const message = `telegram ${segment.count} came where ${due} was due`;
        this.#lose(segment, 'link.segment-missing', message, wire);
        return;
      }
    }
    if (open !== undefined) {
      const message = 'the next APDU began before the last telegram came';
      this.#outlet.refuse('link.segment-missing', message, this.#takeOpen());
    }
    this.#begin(segment, now);
  }

  #begin(segment: Segment, now: number): void {
    const { link, wire, data, leniencies } = segment;
    if (this.#lost !== undefined && goesOn(this.#lost, segment)) {
      this.#outlet.droppedTotal += wire.length;
      this.#lost = segment.last ? undefined : segment;
      return;
    }
    if (segment.count !== 0) {
      const message = `telegram ${segment.count} of an APDU whose first never came`;
      this.#lose(segment, 'link.segment-missing', message, wire);
      return;
    }
    this.#lost = undefined;
    if (segment.last) {
      this.#blocks.accept({ type: 'apdu', apdu: data, wire, link, leniencies }, now);
      return;
    }
    this.#open = new Assembly(link, this.#outlet, now);
    this.#add(this.#open, segment, now);
  }

  #add(open: Assembly, segment: Segment, now: number): void {
    const overflow = open.add(segment.data, segment.wire, segment.leniencies, now);
    if (overflow !== undefined) {
      const wire = joinOctets([this.#takeOpen(), segment.wire]);
      this.#lose(segment, 'link.too-long', overflow.message, wire);
      return;
    }
    if (!segment.last) return;
    this.#open = undefined;
    this.#blocks.accept(open.finish(), now);
  }

  #lose(segment: Segment, code: DecodeErrorCode, message: string, wire: Uint8Array): void {
    this.#lost = segment.last ? undefined : segment;
    this.#outlet.refuse(code, message, wire);
  }

  #takeOpen(): Uint8Array {
    const wire = this.#open?.wire.copy() ?? new Uint8Array(0);
    this.#open = undefined;
    return wire;
  }
}

/** Whether a telegram is of the same APDU as one before it: count 0 begins another, unless the count wraps there. */
function goesOn(before: Segment, segment: Segment): boolean {
  const wraps = before.count === SEGMENT_COUNT;
  return sameAddresses(before.link, segment.link) && (segment.count !== 0 || wraps);
}
