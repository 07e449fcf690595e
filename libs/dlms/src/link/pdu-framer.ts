import { ByteReader } from '../codec/byte-reader.js';
import { DecodeError } from '../errors.js';
import {
  GENERAL_BLOCK_TRANSFER_TAG,
  readGeneralBlockTransfer,
} from '../xdlms/general-block-transfer.js';
import { BlockReassembly } from './block-reassembly.js';
import type { Framer, FramerEvent, FramerOptions, LinkDetails } from './framer.js';
import { OctetBuffer } from './octet-buffer.js';
import type { Outlet } from './outlet.js';
import { DEFAULT_REASSEMBLY_TIMEOUT_MS } from './stream-framer.js';

/** Milliseconds of quiet that end an APDU, when the options do not say (`PduQuietTimeMs`). */
export const DEFAULT_QUIET_TIME_MS = 200;

/** Octets looked at in one go, so that a chunk of any size needs no more memory. */
const SLICE = 4096;

/** What stands before each APDU. */
export interface PduHeader {
  /** Octets. */
  readonly length: number;
  readonly link: (wire: Uint8Array) => LinkDetails;
}

const NO_HEADER: PduHeader = { length: 0, link: () => ({ type: 'PDU' }) };

/**
 * No framing at all: an APDU ends when its sender closes or is quiet for a while. Blocks of a general-block-transfer
 * show their own end, so they may follow one another without a pause. A header may stand before each APDU or block.
 */
export class PduFramer implements Framer {
  readonly #outlet: Outlet;
  readonly #blocks: BlockReassembly;
  readonly #quietTimeMs: number;
  readonly #timeoutMs: number;
  readonly #pending = new OctetBuffer();
  #receivedAt = 0;
  /** In an APDU that is too long already: the rest goes with it. */
  #tooLong = false;
  readonly #header: PduHeader;

  constructor(outlet: Outlet, options: FramerOptions, header: PduHeader = NO_HEADER) {
    this.#outlet = outlet;
    this.#header = header;
    this.#blocks = new BlockReassembly(outlet);
    this.#quietTimeMs = options.quietTimeMs ?? DEFAULT_QUIET_TIME_MS;
    this.#timeoutMs = options.reassemblyTimeoutMs ?? DEFAULT_REASSEMBLY_TIMEOUT_MS;
  }

  get buffered(): number {
    return this.#pending.length + this.#blocks.held;
  }

  get droppedTotal(): number {
    return this.#outlet.droppedTotal;
  }

  receive(bytes: Uint8Array, now: number): void {
    if (bytes.length === 0) return;
    this.tick(now);
    this.#receivedAt = now;
    for (let at = 0; at < bytes.length; at += SLICE) {
      const slice = bytes.subarray(at, at + SLICE);
      if (this.#tooLong) this.#outlet.droppedTotal += slice.length;
      else this.#take(slice, now);
    }
  }

  endDatagram(now: number): void {
    this.#complete(now);
  }

  end(now: number): void {
    this.#complete(now);
    this.#giveUpBlocks('the sender closed before the last block');
  }

  tick(now: number): void {
    const quiet = now >= this.#receivedAt + this.#quietTimeMs;
    if (quiet && (this.#pending.length > 0 || this.#tooLong)) this.#complete(now);
    const since = this.#blocks.waitingSince;
    if (since !== undefined && now >= since + this.#timeoutMs)
      this.#giveUpBlocks(`no progress for ${this.#timeoutMs} ms`);
  }

  nextEvent(): FramerEvent | undefined {
    return this.#outlet.next();
  }

  nextTick(): number | undefined {
    const quiet = this.#pending.length > 0 ? this.#receivedAt + this.#quietTimeMs : Infinity;
    const blocks = (this.#blocks.waitingSince ?? Infinity) + this.#timeoutMs;
    const next = Math.min(quiet, blocks);
    return next === Infinity ? undefined : next;
  }

  #take(slice: Uint8Array, now: number): void {
    this.#pending.append(slice);
    this.#takeBlocks(now);
    const length = this.#pending.length - this.#header.length;
    if (length <= this.#outlet.maxApduLength) return;
    const wire = this.#pending.copy();
    this.#pending.drop(wire.length);
    this.#tooLong = true;
    this.#outlet.refuse('link.too-long', this.#outlet.tooLong(length), wire);
  }

  /** Passes blocks on that are there whole. */
  #takeBlocks(now: number): void {
    const octets = this.#pending.view();
    let taken = 0;
    for (;;) {
      const block = blockLength(octets.subarray(taken + this.#header.length));
      if (block === undefined) break;
      const length = this.#header.length + block;
      this.#pass(octets.slice(taken, taken + length), now);
      taken += length;
    }
    if (taken > 0) this.#pending.drop(taken);
  }

  #complete(now: number): void {
    this.#tooLong = false;
    if (this.#pending.length === 0) return;
    const wire = this.#pending.copy();
    this.#pending.drop(wire.length);
    this.#pass(wire, now);
  }

  #pass(wire: Uint8Array, now: number): void {
    const { length, link } = this.#header;
    if (wire.length < length) {
      this.#outlet.refuse(
        'link.incomplete',
        'half a header: its sender stopped',
        wire,
        wire.length,
      );
      return;
    }
    const apdu = wire.subarray(length);
    this.#blocks.accept({ type: 'apdu', apdu, wire, link: link(wire), leniencies: [] }, now);
  }

  #giveUpBlocks(ending: string): void {
    const wire = this.#blocks.giveUp();
    if (wire.length > 0)
      this.#outlet.refuse('link.incomplete', `half an APDU: ${ending}`, wire, wire.length);
  }
}

/** Length of the whole block at the start of `octets`, or undefined when there is none or its end is missing. */
function blockLength(octets: Uint8Array): number | undefined {
  if (octets[0] !== GENERAL_BLOCK_TRANSFER_TAG) return undefined;
  const r = new ByteReader(octets, 1);
  try {
    readGeneralBlockTransfer(r);
    return r.offset;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
