import { HDLC_FLAG, type HdlcHeader } from './hdlc-header.js';
import { HdlcLayer } from './hdlc-layer.js';
import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import { octetAt } from './octets.js';
import { beginsModeE, findModeELine, modeEText } from './mode-e.js';
import type { Outlet } from './outlet.js';

/** A line of the sign-on, or an HDLC frame. */
export type ModeEFrame = HdlcHeader | { readonly kind: 'line' };

/** Characters that wake a meter up, before the first line. */
const WAKE_UP = 0x00;
const FORMAT_DIGIT = 0xa0;

/** HDLC (see `HdlcLayer`) with the sign-on of IEC 62056-21, mode E, before it or between its frames. */
export class ModeELayer implements LinkLayer<ModeEFrame> {
  readonly #outlet: Outlet;
  readonly #hdlc: HdlcLayer;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#hdlc = new HdlcLayer(outlet);
  }

  get held(): number {
    return this.#hdlc.held;
  }

  get waitingSince(): number | undefined {
    return this.#hdlc.waitingSince;
  }

  giveUp(): Uint8Array {
    return this.#hdlc.giveUp();
  }

  cut(octets: Uint8Array, at: number, place: CutPlace): Cut<ModeEFrame> {
    const first = octetAt(octets, at);
    if (first === HDLC_FLAG && mayOpen(octets, at)) return this.#hdlc.cut(octets, at, place);
    // The closing flag of the frame before, which the next frame could have shared.
    if (first === HDLC_FLAG && place.synced) return { kind: 'idle', length: 1 };
    if (first === WAKE_UP && place.synced) return { kind: 'idle', length: runLength(octets, at) };
    const line = findModeELine(octets, at);
    if (line === 'more')
      return { kind: 'more', need: octets.length - at + 1, seen: 'part of a header' };
    if (line !== undefined)
      return {
        kind: 'frame',
        length: line.length,
        resume: line.length,
        frame: { kind: 'line' },
      };
    let next = at + 1;
    while (next < octets.length && !mayBegin(octetAt(octets, next))) next++;
    return {
      kind: 'noise',
      length: next - at,
      code: 'link.noise',
      message: 'no HDLC frame and no line of mode E begins here',
    };
  }

  accept(frame: ModeEFrame, wire: Uint8Array, now: number): void {
    if (frame.kind === 'header') this.#hdlc.accept(frame, wire, now);
    else this.#outlet.notice({ name: 'mode-e', text: modeEText(wire) }, wire);
  }
}

/** Whether an HDLC frame may follow the flag at `at`. */
function mayOpen(octets: Uint8Array, at: number): boolean {
  const next = octets[at + 1];
  return next === undefined || next === HDLC_FLAG || (next & 0xf0) === FORMAT_DIGIT;
}

function mayBegin(octet: number): boolean {
  return octet === HDLC_FLAG || beginsModeE(octet);
}

function runLength(octets: Uint8Array, at: number): number {
  let end = at + 1;
  while (octets[end] === WAKE_UP) end++;
  return end - at;
}
