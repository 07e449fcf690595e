import { crc24 } from './crc-24.js';
import { checks } from './frame-check-sequence.js';
import { readHdlcControl } from './hdlc-control.js';
import { findHdlcHeader, HDLC_FLAG, type HdlcHeader } from './hdlc-header.js';
import { HdlcLayer } from './hdlc-layer.js';
import type { Cut, LinkLayer } from './link-layer.js';
import { octetAt, u16At } from './octets.js';
import type { Outlet } from './outlet.js';
import {
  beginsNumber,
  CRC_24_LENGTH,
  NUMBER_LENGTH,
  PLC_HDLC_HEADER_LENGTH,
  plcHdlcLength,
} from './plc-hdlc.js';
import { readMac, SUBFRAME } from './plc.js';

const MAC_AT = 3;
const PAD_AT = 6;
const FLAGS = 2;
const CHECK_LENGTH = 2;

/** HDLC in S-FSK MAC frames, see `writePlcHdlc` for the layout. */
export class PlcHdlcLayer implements LinkLayer<HdlcHeader> {
  readonly #hdlc: HdlcLayer;

  constructor(outlet: Outlet) {
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

  cut(octets: Uint8Array, at: number): Cut<HdlcHeader> {
    const there = octets.length - at;
    const flagAt = at + PLC_HDLC_HEADER_LENGTH;
    if (!beginsNumber(octetAt(octets, at))) return noise(octets, at);
    if (there < NUMBER_LENGTH)
      return { kind: 'more', need: NUMBER_LENGTH, seen: 'part of a header' };
    const length = plcHdlcLength(octets, at);
    if (
      length === undefined ||
      (there > PAD_AT && octetAt(octets, at + PAD_AT) >= SUBFRAME) ||
      (there > PLC_HDLC_HEADER_LENGTH && octets[flagAt] !== HDLC_FLAG)
    )
      return noise(octets, at);
    if (there <= PLC_HDLC_HEADER_LENGTH)
      return { kind: 'more', need: PLC_HDLC_HEADER_LENGTH + 1, seen: 'part of a header' };
    if (there < length) return { kind: 'more', need: length, seen: 'header' };
    const crcAt = at + length - CRC_24_LENGTH;
    const crc = crc24(octets, at + NUMBER_LENGTH, crcAt);
    if (octetAt(octets, crcAt) !== crc >>> 16 || u16At(octets, crcAt + 1) !== (crc & 0xffff))
      return broken(length, 'link.checksum', 'the CRC of the MAC frame is wrong', crcAt - at);
    return this.#inner(octets, at, length, crcAt - octetAt(octets, at + PAD_AT));
  }

  accept(header: HdlcHeader, wire: Uint8Array, now: number): void {
    this.#hdlc.accept(header, wire, now, {
      flagAt: PLC_HDLC_HEADER_LENGTH,
      mac: readMac(wire, MAC_AT),
    });
  }

  /** The HDLC frame in a MAC frame that is right. @param end index behind it, by the octets of padding */
  #inner(octets: Uint8Array, at: number, length: number, end: number): Cut<HdlcHeader> {
    const flagAt = at + PLC_HDLC_HEADER_LENGTH;
    const hdlc = octets.subarray(flagAt, end);
    const header = findHdlcHeader(hdlc, 0);
    if (header.kind === 'more')
      return broken(length, 'link.length', 'the HDLC frame is cut short', end - at);
    if (header.kind === 'fault')
      return broken(length, header.code, header.message, PLC_HDLC_HEADER_LENGTH + header.offset);
    const closing = header.length + FLAGS - 1;
    if (hdlc[closing] !== HDLC_FLAG)
      return broken(
        length,
        'link.length',
        'the HDLC frame does not end where its length says',
        PLC_HDLC_HEADER_LENGTH + closing,
      );
    const checkAt = closing - CHECK_LENGTH;
    if (!checks(hdlc, 1, checkAt))
      return broken(
        length,
        'link.fcs',
        'the frame check sequence is wrong',
        PLC_HDLC_HEADER_LENGTH + checkAt,
      );
    if (readHdlcControl(octetAt(hdlc, 1 + header.controlAt)) === undefined)
      return broken(
        length,
        'link.format',
        'no HDLC frame has this control field',
        PLC_HDLC_HEADER_LENGTH + 1 + header.controlAt,
      );
    return { kind: 'frame', length, resume: length, frame: header };
  }
}

function broken(
  length: number,
  code: Extract<Cut<never>, { readonly kind: 'broken' }>['code'],
  message: string,
  offset: number,
): Cut<HdlcHeader> {
  return { kind: 'broken', length, resume: 1, code, message, offset };
}

function noise(octets: Uint8Array, at: number): Cut<HdlcHeader> {
  let next = at + 1;
  while (next < octets.length && !beginsNumber(octetAt(octets, next))) next++;
  return {
    kind: 'noise',
    length: next - at,
    code: 'link.noise',
    message: 'no MAC frame of S-FSK begins here',
  };
}
