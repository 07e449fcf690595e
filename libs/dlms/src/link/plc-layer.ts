import { BlockReassembly } from './block-reassembly.js';
import { checks } from './frame-check-sequence.js';
import type { Cut, LinkLayer } from './link-layer.js';
import { octetAt } from './octets.js';
import type { Outlet } from './outlet.js';
import {
  CHECK_LENGTH,
  FRAME_TYPE,
  LLC_DATA,
  MAC_AT,
  PLC_HEADER_LENGTH,
  plcMessage,
  readMac,
  START,
  SUBFRAME,
} from './plc.js';

const PAD_AT = 7;
const LLC_AT = 8;

/** A whole frame. */
export interface PlcFrame {
  /** Octets from its start to the end of the APDU. */
  readonly length: number;
}

/** IEC 61334-4-32 over S-FSK, see `writePlc` for the layout. */
export class PlcLayer implements LinkLayer<PlcFrame> {
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

  cut(octets: Uint8Array, at: number): Cut<PlcFrame> {
    const there = octets.length - at;
    const length = octetAt(octets, at + 1);
    if (
      octets[at] !== START ||
      (there > 1 && length < PLC_HEADER_LENGTH) ||
      (there > 2 && octets[at + 2] !== FRAME_TYPE) ||
      (there > PAD_AT && octetAt(octets, at + PAD_AT) >= SUBFRAME) ||
      (there > LLC_AT && octets[at + LLC_AT] !== LLC_DATA)
    )
      return noise(octets, at);
    if (there <= LLC_AT) return { kind: 'more', need: LLC_AT + 1, seen: 'part of a header' };
    const checkAt = length + octetAt(octets, at + PAD_AT);
    const whole = checkAt + CHECK_LENGTH;
    if (there < whole) return { kind: 'more', need: whole, seen: 'header' };
    if (!checks(octets, at, at + checkAt))
      return {
        kind: 'broken',
        length: whole,
        resume: 1,
        code: 'link.fcs',
        message: 'the frame check sequence is wrong',
        offset: checkAt,
      };
    return { kind: 'frame', length: whole, resume: whole, frame: { length } };
  }

  accept({ length }: PlcFrame, wire: Uint8Array, now: number): void {
    const apdu = wire.subarray(PLC_HEADER_LENGTH, length);
    const message = plcMessage(octetAt(apdu, 0));
    if (message !== undefined) {
      this.#outlet.notice({ name: 'plc-registration', message }, wire);
      return;
    }
    const link = {
      type: 'Plc',
      ...readMac(wire, MAC_AT),
      destinationLsap: octetAt(wire, LLC_AT + 1),
      sourceLsap: octetAt(wire, LLC_AT + 2),
    } as const;
    this.#blocks.accept({ type: 'apdu', apdu, wire, link, leniencies: [] }, now);
  }
}

function noise(octets: Uint8Array, at: number): Cut<PlcFrame> {
  const next = octets.indexOf(START, at + 1);
  return {
    kind: 'noise',
    length: (next === -1 ? octets.length : next) - at,
    code: 'link.noise',
    message: 'no PLC frame begins here',
  };
}
