import type { DecodeErrorCode } from '../errors.js';
import { assembleFramer } from '../link/create-framer.js';
import type { ApduReceived, FramerOptions, InterfaceType } from '../link/framer.js';
import type { Cut, CutPlace, LinkLayer } from '../link/link-layer.js';
import { Outlet } from '../link/outlet.js';
import { GENERAL_BLOCK_TRANSFER_TAG } from '../xdlms/general-block-transfer.js';
import type { ExplainedRefusal } from './explanation.js';
import { refusalOf } from './refusals.js';

/** Octets of one frame, good or bad, or of what is none. */
export interface Span {
  readonly kind: 'frame' | 'broken' | 'unfinished' | 'noise' | 'idle';
  readonly start: number;
  readonly end: number;
  /** Refusals that came of a good frame, such as a missing segment. */
  readonly refusals: ExplainedRefusal[];
}

/** What the link layer carried: an APDU, or one of its blocks. */
export type Carried =
  | { readonly type: 'block'; readonly octets: Uint8Array; readonly refusals: ExplainedRefusal[] }
  | { readonly type: 'apdu'; readonly received: ApduReceived };

/** All that a framer did with octets. */
export interface Watched {
  /** In the order in which they were looked at; those that are no good frames may overlap. */
  readonly spans: readonly Span[];
  readonly items: readonly Carried[];
  /** Refusals of what is no good frame, in the order of the octets. */
  readonly loose: readonly ExplainedRefusal[];
  /** Every refusal, in order. */
  readonly refusals: readonly ExplainedRefusal[];
}

/** Runs a framer over octets to their end, and watches what it does. */
export function watchFramer(
  octets: Uint8Array,
  interfaceType: InterfaceType,
  options: FramerOptions,
): Watched {
  const watch = new Watch(options);
  watch.isUnframed = isUnframed(interfaceType);
  const framer = assembleFramer(
    interfaceType,
    watch,
    options,
    (layer) => new WatchedLayer(layer, watch),
  );
  framer.receive(octets, 0);
  framer.end(0);
  return watch;
}

/** Whether nothing on the link says where an APDU ends. */
function isUnframed(interfaceType: InterfaceType): boolean {
  return interfaceType === 'PDU' || interfaceType === 'SMS';
}

/** The outlet of a framer, and a record of what went through it. */
class Watch extends Outlet implements Watched {
  readonly spans: Span[] = [];
  readonly items: Carried[] = [];
  readonly loose: ExplainedRefusal[] = [];
  readonly refusals: ExplainedRefusal[] = [];
  /** There are no frames: what is carried stands on the wire as it is. */
  isUnframed = false;
  /** Where refusals belong that come now. */
  #place: ExplainedRefusal[] = this.loose;

  /** What a link layer found at a place. @param end where the octets end */
  cut(cut: Cut<unknown>, start: number, end: number): void {
    if (cut.kind === 'more') {
      if (cut.seen !== 'nothing') this.#span('unfinished', start, end);
    } else {
      this.#span(cut.kind, start, Math.min(start + cut.length, end));
    }
  }

  /** Refusals from here on are of the last frame that was found. */
  enterFrame(): void {
    this.#place = this.spans.at(-1)?.refusals ?? this.loose;
  }

  leaveFrame(): void {
    this.#place = this.loose;
  }

  override carried(event: ApduReceived): void {
    if (this.isUnframed) {
      const start = this.spans.at(-1)?.end ?? 0;
      this.#span('frame', start, start + event.wire.length);
      this.enterFrame();
    }
    if (event.apdu[0] !== GENERAL_BLOCK_TRANSFER_TAG) return;
    const block = { type: 'block', octets: event.apdu, refusals: [] } as const satisfies Carried;
    this.items.push(block);
    this.#place = block.refusals;
  }

  override deliver(event: ApduReceived): void {
    const before = this.refusals.length;
    super.deliver(event);
    if (this.refusals.length === before) this.items.push({ type: 'apdu', received: event });
    if (this.isUnframed) this.leaveFrame();
  }

  override refuse(
    code: DecodeErrorCode,
    message: string,
    wire: Uint8Array,
    offset: number | null = null,
    dropped = wire.length,
  ): void {
    super.refuse(code, message, wire, offset, dropped);
    const refusal = refusalOf({ code, message, offset });
    this.refusals.push(refusal);
    this.#place.push(refusal);
  }

  #span(kind: Span['kind'], start: number, end: number): void {
    this.spans.push({ kind, start, end, refusals: [] });
  }
}

/** A link layer that is watched. */
class WatchedLayer<F> implements LinkLayer<F> {
  readonly #layer: LinkLayer<F>;
  readonly #watch: Watch;

  constructor(layer: LinkLayer<F>, watch: Watch) {
    this.#layer = layer;
    this.#watch = watch;
  }

  get held(): number {
    return this.#layer.held;
  }

  get waitingSince(): number | undefined {
    return this.#layer.waitingSince;
  }

  giveUp(): Uint8Array {
    return this.#layer.giveUp();
  }

  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<F> {
    const cut = this.#layer.cut(octets, at, place);
    this.#watch.cut(cut, place.position, place.position + octets.length - at);
    return cut;
  }

  accept(frame: F, wire: Uint8Array, now: number): void {
    this.#watch.enterFrame();
    this.#layer.accept(frame, wire, now);
    this.#watch.leaveFrame();
  }
}
