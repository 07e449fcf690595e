import { checks } from './frame-check-sequence.js';
import { readHdlcControl } from './hdlc-control.js';
import { findHdlcHeader, HDLC_FLAG, type HdlcHeader } from './hdlc-header.js';
import type { Cut } from './link-layer.js';
import { octetAt } from './octets.js';

const FLAGS = 2;
const CHECK_LENGTH = 2;
const FORMAT_DIGIT = 0xa0;

/**
 * Octets that may go through check sequences for each octet of the stream, and a start. A stream made of headers that
 * overlap would otherwise cost up to 256 times its length; beyond it the length field of a damaged frame is believed.
 */
const CHECKED_PER_OCTET = 16;
const CHECKED_AT_START = 65_536;

/** Finds HDLC frames. There is no octet stuffing: flags inside a frame mean nothing, its length field rules. */
export class HdlcCutter {
  #checked = 0;

  /** What stands at `at`. @param position octets of the stream before it */
  cut(octets: Uint8Array, at: number, position: number): Cut<HdlcHeader> {
    if (octets[at] !== HDLC_FLAG)
      return {
        kind: 'noise',
        length: toNextFlag(octets, at),
        code: 'link.noise',
        message: 'no HDLC frame begins here: no flag',
      };
    if (octets[at + 1] === HDLC_FLAG) return { kind: 'idle', length: 1 };
    const found = findHdlcHeader(octets, at);
    if (found.kind === 'more')
      return { ...found, seen: octets.length - at > 1 ? 'part of a header' : 'nothing' };
    if (found.kind === 'fault')
      return {
        kind: 'noise',
        length: toNextFlag(octets, at),
        code: found.code,
        message: `no HDLC frame: ${found.message}`,
      };
    const length = found.length + FLAGS;
    if (octets.length - at < length)
      return { kind: 'more', need: length, seen: found.proved ? 'header' : 'part of a header' };
    return this.#whole(octets, at, found, length, position);
  }

  #whole(
    octets: Uint8Array,
    at: number,
    header: HdlcHeader,
    length: number,
    position: number,
  ): Cut<HdlcHeader> {
    const first = at + 1;
    const checkAt = first + header.length - CHECK_LENGTH;
    const closed = octets[at + length - 1] === HDLC_FLAG;
    if (!closed && !header.proved && !checks(octets, first, checkAt))
      return {
        kind: 'noise',
        length: toNextFlag(octets, at),
        code: 'link.hcs',
        message: 'no HDLC frame: the check sequence of its header is wrong',
      };
    if (!closed)
      return {
        kind: 'broken',
        length: toNextFrame(octets, at, length),
        resume: 1,
        code: 'link.length',
        message: `no flag stands where a frame of ${header.length} octets ends`,
        offset: length - 1,
      };
    this.#checked += header.length;
    const spent = this.#checked > CHECKED_AT_START + CHECKED_PER_OCTET * position;
    if (!checks(octets, first, checkAt))
      return {
        kind: 'broken',
        length,
        resume: spent ? length - 1 : 1,
        code: 'link.fcs',
        message: 'the frame check sequence is wrong',
        offset: checkAt - at,
      };
    const control = octetAt(octets, first + header.controlAt);
    if (readHdlcControl(control) === undefined)
      return {
        kind: 'broken',
        length,
        resume: length - 1,
        code: 'link.format',
        message: `no frame has the control field ${control.toString(16).padStart(2, '0')}`,
        offset: 1 + header.controlAt,
      };
    // The closing flag may open the next frame.
    return { kind: 'frame', length, resume: length - 1, frame: header };
  }
}

function toNextFlag(octets: Uint8Array, at: number): number {
  const next = octets.indexOf(HDLC_FLAG, at + 1);
  return (next === -1 ? octets.length : next) - at;
}

/** Octets of a frame that was cut short: up to a flag behind which another frame may begin. */
function toNextFrame(octets: Uint8Array, at: number, length: number): number {
  for (let i = octets.indexOf(HDLC_FLAG, at + 1); i !== -1 && i < at + length;) {
    const next = octetAt(octets, i + 1);
    if ((next & 0xf0) === FORMAT_DIGIT || next === HDLC_FLAG) return i - at;
    i = octets.indexOf(HDLC_FLAG, i + 1);
  }
  return length;
}
