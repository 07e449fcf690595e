import type { Framer, FramerEvent, FramerOptions } from './framer.js';
import { HDLC_FLAG } from './hdlc-header.js';
import { OctetBuffer } from './octet-buffer.js';
import type { Outlet } from './outlet.js';
import { DEFAULT_QUIET_TIME_MS } from './pdu-framer.js';
import { type Recognised, recogniseInRubbish, recogniseStart } from './recognise.js';
import { DEFAULT_REASSEMBLY_TIMEOUT_MS } from './stream-framer.js';
import { START } from './wired-mbus.js';

/** Octets looked at in one go, so that a chunk of any size needs no more memory. */
const SLICE = 4096;
const NOTHING_FITS = 'neither a frame of HDLC, WRAPPER or WiredMBus nor an APDU begins here';

/**
 * Recognises the interface type of a connection from its first octets, then stays with it. Where nothing fits at the
 * start, that is rubbish (a greeting of a modem, or the end of a frame), and a frame is looked for behind it; an APDU
 * without framing is only believed at the start, or behind a silence.
 */
export class AutoFramer implements Framer {
  readonly #outlet: Outlet;
  readonly #make: (interfaceType: Recognised) => Framer;
  readonly #quietTimeMs: number;
  readonly #timeoutMs: number;
  readonly #pending = new OctetBuffer();
  #receivedAt = 0;
  /** Nothing fitted at the start. */
  #inRubbish = false;
  /** Rubbish was told already: what follows in a row is only counted. */
  #rubbishTold = false;
  /** What is pending was looked at in the silence behind it. */
  #heardOut = false;
  #framer: Framer | undefined;

  /** @param make a framer for the interface type that was recognised, with the same outlet */
  constructor(outlet: Outlet, options: FramerOptions, make: (interfaceType: Recognised) => Framer) {
    this.#outlet = outlet;
    this.#make = make;
    this.#quietTimeMs = options.quietTimeMs ?? DEFAULT_QUIET_TIME_MS;
    this.#timeoutMs = options.reassemblyTimeoutMs ?? DEFAULT_REASSEMBLY_TIMEOUT_MS;
  }

  get buffered(): number {
    return this.#framer?.buffered ?? this.#pending.length;
  }

  get droppedTotal(): number {
    return this.#outlet.droppedTotal;
  }

  receive(bytes: Uint8Array, now: number): void {
    if (bytes.length === 0) return;
    this.tick(now);
    this.#receivedAt = now;
    this.#heardOut = false;
    let rest = bytes;
    while (rest.length > 0 && this.#framer === undefined) {
      this.#pending.append(rest.subarray(0, SLICE));
      rest = rest.subarray(SLICE);
      this.#look();
    }
    this.#framer?.receive(rest, now);
  }

  endDatagram(now: number): void {
    if (this.#framer === undefined) this.#giveUp('the datagram ended in the middle of it');
    this.#framer?.endDatagram(now);
  }

  end(now: number): void {
    if (this.#framer === undefined) this.#giveUp('the sender closed in the middle of it');
    this.#framer?.end(now);
  }

  tick(now: number): void {
    if (this.#framer === undefined && now >= this.#receivedAt + this.#quietTimeMs) this.#hearOut();
    if (this.#framer === undefined && now >= this.#receivedAt + this.#timeoutMs)
      this.#giveUp(`no progress for ${this.#timeoutMs} ms`);
    this.#framer?.tick(now);
  }

  nextEvent(): FramerEvent | undefined {
    return this.#outlet.next();
  }

  nextTick(): number | undefined {
    if (this.#framer !== undefined) return this.#framer.nextTick();
    if (this.#pending.length === 0) return undefined;
    return this.#receivedAt + (this.#heardOut ? this.#timeoutMs : this.#quietTimeMs);
  }

  #look(): void {
    if (!this.#inRubbish) {
      const recognised = recogniseStart(this.#withoutFlags(), false);
      if (recognised === 'more') return;
      if (recognised !== undefined) {
        this.#adopt(recognised, 0);
        return;
      }
      this.#inRubbish = true;
    }
    this.#search();
  }

  /** Flags may stand before a frame in any number; one is enough to know it. */
  #withoutFlags(): Uint8Array {
    const octets = this.#pending.view();
    let flags = 0;
    while (octets[flags] === HDLC_FLAG && octets[flags + 1] === HDLC_FLAG) flags++;
    this.#pending.drop(flags);
    return this.#pending.view();
  }

  /** Looks for a frame in what is no beginning of one. */
  #search(): void {
    const octets = this.#pending.view();
    for (let at = 0; at < octets.length; at++) {
      const recognised = recogniseInRubbish(octets, at, this.#outlet.maxApduLength);
      if (recognised === undefined) continue;
      if (recognised === 'more') this.#drop(at);
      else this.#adopt(recognised, at);
      return;
    }
    this.#drop(octets.length);
  }

  /** The sender is silent: what is there may be a whole APDU, and what comes next begins anew. */
  #hearOut(): void {
    if (this.#heardOut) return;
    this.#heardOut = true;
    const octets = this.#pending.view();
    if (!this.#inRubbish && octets.length > 0) {
      const recognised = recogniseStart(octets, true);
      if (recognised !== undefined && recognised !== 'more') this.#adopt(recognised, 0);
      else if (!mayBeFramed(octets)) this.#drop(octets.length);
    }
    if (this.#pending.length === 0) this.#inRubbish = false;
  }

  /** From here on it is this interface type, and the octets from `at` on are of it. */
  #adopt(interfaceType: Recognised, at: number): void {
    this.#drop(at);
    const octets = this.#pending.copy();
    this.#pending.drop(octets.length);
    this.#framer = this.#make(interfaceType);
    this.#framer.receive(octets, this.#receivedAt);
  }

  /** The first octets pending are rubbish. */
  #drop(count: number): void {
    if (count === 0) return;
    if (this.#rubbishTold) {
      this.#outlet.droppedTotal += count;
    } else {
      const kept = this.#pending.view().slice(0, Math.min(count, this.#outlet.maxApduLength));
      this.#outlet.refuse('link.noise', NOTHING_FITS, kept, 0, count);
      this.#rubbishTold = true;
    }
    this.#pending.drop(count);
  }

  #giveUp(ending: string): void {
    this.#hearOut();
    const octets = this.#pending.copy();
    if (this.#framer !== undefined || octets.length === 0) return;
    if (this.#inRubbish) {
      this.#drop(octets.length);
      return;
    }
    this.#pending.drop(octets.length);
    if (octets.length > 1 || octets[0] !== HDLC_FLAG)
      this.#outlet.refuse('link.incomplete', `half an APDU: ${ending}`, octets);
  }
}

/** Whether octets that are too few begin as a frame does. */
function mayBeFramed(octets: Uint8Array): boolean {
  return octets[0] === HDLC_FLAG || octets[0] === START || octets[0] === 0;
}
