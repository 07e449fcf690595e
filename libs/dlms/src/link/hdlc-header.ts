import type { DecodeErrorCode } from '../errors.js';
import { checks } from './frame-check-sequence.js';
import { octetAt, u16At } from './octets.js';

/** Opens and closes a frame. */
export const HDLC_FLAG = 0x7e;

/** Longest frame between its flags: the length field has 11 bits. */
export const MAX_HDLC_LENGTH = 0x7ff;

const FORMAT_TYPE_MASK = 0xf000;
const FORMAT_TYPE_3 = 0xa000;
const SEGMENTATION_BIT = 0x0800;
const ADDRESS_END_MARK = 0x01;
const FORMAT_LENGTH = 2;
const CHECK_LENGTH = 2;

/**
 * Header of an HDLC frame of format type 3 (IEC 62056-46, Green Book 8.4). Places count from the octet behind the
 * opening flag.
 *
 * ```
 * 7E | 1010 s lll llll llll | destination 1-4 | source 1-4 | control | HCS (2) | information | FCS (2) | 7E
 * ```
 *
 * Without an information field the HCS is left out. `l` counts all octets between the flags.
 */
export interface HdlcHeader {
  readonly kind: 'header';
  readonly length: number;
  /** Whether an HCS has proved the header; without an information field there is only the FCS. */
  readonly proved: boolean;
  /** More segments of the APDU follow. */
  readonly segmented: boolean;
  readonly sourceAt: number;
  readonly controlAt: number;
  /** Where the information field begins; equal to `informationEnd` when there is none. */
  readonly informationAt: number;
  readonly informationEnd: number;
}

/** Where the destination address stands: behind the format field. */
export const DESTINATION_AT = FORMAT_LENGTH;

export type HeaderFound =
  | HdlcHeader
  /** The header goes on: this many octets from the opening flag on are needed. */
  | { readonly kind: 'more'; readonly need: number }
  | {
      readonly kind: 'fault';
      readonly code: DecodeErrorCode;
      readonly message: string;
      /** From the opening flag. */
      readonly offset: number;
    };

/** Looks for a header behind the flag at `flagAt`. */
export function findHdlcHeader(octets: Uint8Array, flagAt: number): HeaderFound {
  const at = flagAt + 1;
  const there = octets.length - at;
  if (there < 1) return { kind: 'more', need: 2 };
  if (((octetAt(octets, at) << 8) & FORMAT_TYPE_MASK) !== FORMAT_TYPE_3)
    return fault('link.format', 'the frame format is not type 3 (first digit A)', 1);
  if (there < FORMAT_LENGTH) return { kind: 'more', need: 1 + FORMAT_LENGTH };
  const format = u16At(octets, at);
  const length = format & MAX_HDLC_LENGTH;

  const sourceAt = addressEnd(octets, at, DESTINATION_AT);
  if (typeof sourceAt !== 'number') return sourceAt;
  const controlAt = addressEnd(octets, at, sourceAt);
  if (typeof controlAt !== 'number') return controlAt;
  const headerEnd = controlAt + 1;

  if (length === headerEnd + CHECK_LENGTH)
    return header(format, sourceAt, controlAt, headerEnd, headerEnd);
  if (length < headerEnd + 2 * CHECK_LENGTH)
    return fault('link.format', `a length of ${length} octets holds no frame with this header`, 1);
  const informationAt = headerEnd + CHECK_LENGTH;
  if (there < informationAt) return { kind: 'more', need: 1 + informationAt };
  if (!checks(octets, at, at + headerEnd))
    return fault('link.hcs', 'the header check sequence is wrong', 1 + headerEnd);
  return header(format, sourceAt, controlAt, informationAt, length - CHECK_LENGTH);
}

function header(
  format: number,
  sourceAt: number,
  controlAt: number,
  informationAt: number,
  informationEnd: number,
): HdlcHeader {
  return {
    kind: 'header',
    length: format & MAX_HDLC_LENGTH,
    proved: informationAt > controlAt + 1,
    segmented: (format & SEGMENTATION_BIT) !== 0,
    sourceAt,
    controlAt,
    informationAt,
    informationEnd,
  };
}

/** End of an address of one, two or four octets: the low bit of its last octet is set. */
function addressEnd(
  octets: Uint8Array,
  at: number,
  from: number,
): number | Exclude<HeaderFound, HdlcHeader> {
  for (let length = 1; length <= 4; length++) {
    const index = at + from + length - 1;
    if (index >= octets.length) return { kind: 'more', need: 1 + from + length };
    if ((octetAt(octets, index) & ADDRESS_END_MARK) === 0) continue;
    if (length === 3) break;
    return from + length;
  }
  return fault('link.format', 'an address has neither one, two nor four octets', 1 + from);
}

function fault(
  code: DecodeErrorCode,
  message: string,
  offset: number,
): Extract<HeaderFound, { readonly kind: 'fault' }> {
  return { kind: 'fault', code, message, offset };
}
