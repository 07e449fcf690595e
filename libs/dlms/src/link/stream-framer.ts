import type { DecodeErrorCode } from '../errors.js';
import type { Framer, FramerEvent, FramerOptions } from './framer.js';
import type { Cut, LinkLayer, Seen } from './link-layer.js';
import { OctetBuffer } from './octet-buffer.js';
import { joinOctets } from './octets.js';
import type { Outlet } from './outlet.js';

/** Milliseconds without progress after which a half-received APDU is given up, when the options do not say. */
export const DEFAULT_REASSEMBLY_TIMEOUT_MS = 60_000;

/** Octets taken over at once while a half frame waits: a chunk of any size costs no more memory than this. */
const SLICE = 4096;

/** An octet that could have begun a frame, at the end of rubbish. */
const TAIL_OF_RUBBISH = {
  kind: 'noise',
  length: 1,
  code: 'link.noise',
  message: 'no frame begins here',
} as const;

const NOTHING = new Uint8Array(0);

/** Octets in which no frame was found, not told yet. */
interface Rubbish {
  readonly code: DecodeErrorCode;
  readonly message: string;
  readonly octets: OctetBuffer;
  dropped: number;
}

/**
 * The framer of every link layer whose frames show their own length. Looks for frames straight in the chunk as it came;
 * only the beginning of an unfinished frame is copied. After a frame that turned out bad it looks on from the octet after
 * its start, so a good frame behind a damaged one is always found.
 */
export class StreamFramer<F> implements Framer {
  readonly #layer: LinkLayer<F>;
  readonly #outlet: Outlet;
  readonly #timeoutMs: number;
  readonly #pending = new OctetBuffer();
  /** Octets that must be pending before it is worth looking again. */
  #need = 1;
  #seen: Seen = 'nothing';
  /** Place of the first pending octet in the stream. */
  #position = 0;
  /** Octets of the stream before this place are part of a frame or of a refusal already. */
  #accounted = 0;
  #discard = 0;
  #synced = true;
  /** In rubbish that was told already: what follows in a row is only counted. */
  #rubbishTold = false;
  #rubbish: Rubbish | undefined;
  #receivedAt = 0;

  constructor(layer: LinkLayer<F>, outlet: Outlet, options: FramerOptions) {
    this.#layer = layer;
    this.#outlet = outlet;
    this.#timeoutMs = options.reassemblyTimeoutMs ?? DEFAULT_REASSEMBLY_TIMEOUT_MS;
  }

  get buffered(): number {
    return this.#pending.length + this.#layer.held;
  }

  get droppedTotal(): number {
    return this.#outlet.droppedTotal;
  }

  receive(bytes: Uint8Array, now: number): void {
    this.#receivedAt = now;
    let rest = this.#throwAway(bytes);
    while (rest.length > 0) {
      if (this.#pending.length === 0) {
        const used = this.#scan(rest, now);
        if (used < rest.length) this.#pending.append(rest.subarray(used));
        break;
      }
      const missing = Math.max(this.#need - this.#pending.length, SLICE);
      this.#pending.append(rest.subarray(0, missing));
      rest = rest.subarray(missing);
      if (this.#pending.length < this.#need) continue;
      this.#pending.drop(this.#scan(this.#pending.view(), now));
      rest = this.#throwAway(rest);
    }
    this.#tellRubbish();
  }

  endDatagram(now: number): void {
    this.#settlePending(now, 'the datagram ended in the middle of it');
    this.#discard = 0;
    // The next datagram begins with a frame, whatever stood in this one.
    this.#synced = true;
  }

  end(now: number): void {
    this.#finish(now, 'the sender closed in the middle of it');
  }

  tick(now: number): void {
    const ending = `no progress for ${this.#timeoutMs} ms`;
    const late = (since: number | undefined): boolean =>
      since !== undefined && now >= since + this.#timeoutMs;
    if (late(this.#halfSince)) this.#finish(now, ending);
    else while (late(this.#layer.waitingSince)) this.#refuseHalf(NOTHING, ending);
  }

  nextEvent(): FramerEvent | undefined {
    return this.#outlet.next();
  }

  nextTick(): number | undefined {
    const since = Math.min(this.#halfSince ?? Infinity, this.#layer.waitingSince ?? Infinity);
    return since === Infinity ? undefined : since + this.#timeoutMs;
  }

  /** When the last octet of a half frame came. */
  get #halfSince(): number | undefined {
    return this.#seen !== 'nothing' && this.#pending.length > 0 ? this.#receivedAt : undefined;
  }

  /** Takes off octets that belong to a frame refused by its header. */
  #throwAway(bytes: Uint8Array): Uint8Array {
    if (this.#discard === 0) return bytes;
    const count = Math.min(this.#discard, bytes.length);
    this.#discard -= count;
    this.#position += count;
    this.#outlet.droppedTotal += count;
    return bytes.subarray(count);
  }

  /**
   * Cuts frames out of `octets`.
   *
   * @param ending why no octet will follow, if none will
   * @returns octets that are settled
   */
  #scan(octets: Uint8Array, now: number, ending?: string): number {
    const start = this.#position;
    let at = 0;
    this.#seen = 'nothing';
    this.#need = 1;
    while (at < octets.length) {
      const cut = this.#layer.cut(octets, at, { synced: this.#synced, position: start + at });
      if (cut.kind === 'more') {
        if (ending === undefined) {
          this.#need = cut.need;
          this.#seen = cut.seen;
          break;
        }
        this.#unfinished(cut.seen, octets, at, ending);
        at += 1;
      } else {
        at += this.#take(cut, octets, at, now);
      }
      this.#position = start + at;
    }
    if (at > octets.length) {
      this.#discard = at - octets.length;
      this.#position = start + octets.length;
      return octets.length;
    }
    return at;
  }

  /** @returns octets to go on by */
  #take(
    cut: Exclude<Cut<F>, { readonly kind: 'more' }>,
    octets: Uint8Array,
    at: number,
    now: number,
  ): number {
    switch (cut.kind) {
      case 'idle':
        return cut.length;
      case 'noise':
        this.#synced = false;
        // Behind the end of a refused frame it is looked at anew: what it is must not hang on what came in one chunk.
        if (this.#isWithinRefused()) return Math.min(cut.length, this.#accounted - this.#position);
        this.#addRubbish(cut, octets, at);
        return cut.length;
      case 'broken':
        this.#synced = cut.resume === cut.length;
        this.#refuseBroken(cut, octets, at);
        return cut.resume;
      case 'frame': {
        this.#tellRubbish();
        this.#rubbishTold = false;
        this.#synced = true;
        this.#accounted = Math.max(this.#accounted, this.#position + cut.length);
        this.#layer.accept(cut.frame, octets.slice(at, at + cut.length), now);
        return cut.resume;
      }
    }
  }

  #refuseBroken(
    cut: Extract<Cut<F>, { readonly kind: 'broken' }>,
    octets: Uint8Array,
    at: number,
  ): void {
    if (this.#isWithinRefused()) return;
    this.#tellRubbish();
    this.#accounted = this.#position + cut.length;
    const wire = octets.slice(at, at + Math.min(cut.length, this.#outlet.maxWireLength));
    this.#outlet.refuse(cut.code, cut.message, wire, cut.offset);
    // The part that has not come yet is counted when it is thrown away.
    this.#outlet.droppedTotal += Math.min(cut.length, octets.length - at) - wire.length;
  }

  #addRubbish(
    cut: Extract<Cut<F>, { readonly kind: 'noise' }>,
    octets: Uint8Array,
    at: number,
  ): void {
    const known = Math.max(0, this.#accounted - this.#position);
    const count = cut.length - known;
    if (count <= 0) return;
    this.#accounted = this.#position + cut.length;
    if (this.#rubbishTold) {
      this.#outlet.droppedTotal += count;
      return;
    }
    const rubbish = (this.#rubbish ??= {
      code: cut.code,
      message: cut.message,
      octets: new OctetBuffer(),
      dropped: 0,
    });
    rubbish.dropped += count;
    const room = this.#outlet.maxApduLength - rubbish.octets.length;
    if (room > 0)
      rubbish.octets.append(octets.subarray(at + known, at + Math.min(cut.length, known + room)));
  }

  #tellRubbish(): void {
    if (this.#rubbish === undefined) return;
    const { code, message, octets, dropped } = this.#rubbish;
    this.#outlet.refuse(code, message, octets.copy(), 0, dropped);
    this.#rubbish = undefined;
    this.#rubbishTold = true;
  }

  /** A frame may have begun at `at`, and nothing will come behind what is there. */
  #unfinished(seen: Seen, octets: Uint8Array, at: number, ending: string): void {
    if (seen === 'header' || (seen === 'part of a header' && this.#synced))
      this.#incomplete(octets, at, ending);
    else if (seen === 'part of a header') this.#addRubbish(TAIL_OF_RUBBISH, octets, at);
  }

  /** A frame began at `at` and its end never came. */
  #incomplete(octets: Uint8Array, at: number, ending: string): void {
    const end = this.#position + octets.length - at;
    this.#synced = false;
    if (end <= this.#accounted) return;
    this.#tellRubbish();
    const half = octets.slice(this.#isWithinRefused() ? at + this.#accounted - this.#position : at);
    this.#accounted = end;
    this.#refuseHalf(half, ending);
  }

  /** What looks like a frame within a refused one is part of that refusal; only a flag may be shared by two. */
  #isWithinRefused(): boolean {
    return this.#position + 1 < this.#accounted;
  }

  #refuseHalf(half: Uint8Array, ending: string): void {
    const wire = joinOctets([this.#layer.giveUp(), half]);
    this.#outlet.refuse('link.incomplete', `half an APDU: ${ending}`, wire, wire.length);
  }

  #finish(now: number, ending: string): void {
    this.#settlePending(now, ending);
    while (this.#layer.held > 0) this.#refuseHalf(NOTHING, ending);
  }

  #settlePending(now: number, ending: string): void {
    if (this.#pending.length > 0) this.#pending.drop(this.#scan(this.#pending.view(), now, ending));
    this.#need = 1;
    this.#seen = 'nothing';
    this.#tellRubbish();
  }
}
