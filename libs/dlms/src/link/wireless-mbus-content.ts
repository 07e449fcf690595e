import { LAST_SEGMENT, SEGMENT_COUNT } from './telegram-reassembly.js';
import { octetAt, u16At } from './octets.js';
import { blockCrc } from './wireless-mbus-crc.js';

/** What a frame carries behind its first block. */
export interface WirelessContent {
  readonly count: number;
  readonly last: boolean;
  readonly sourceAddress: number;
  readonly destinationAddress: number;
  readonly data: Uint8Array;
}

/** Why a frame carries nothing that can be read. */
export interface WirelessFault {
  readonly fault: string;
  readonly code: 'link.format' | 'link.checksum' | 'link.incomplete' | 'link.empty';
}

/** Octets of each extended link layer behind its CI. */
const EXTENDED_LINK_LAYER: Readonly<Record<number, number>> = {
  0x8c: 2, // CC, access number
  0x8d: 8, // CC, access number, session number (4), CRC over the rest (2)
  0x8e: 10, // CC, access number, M2 (2), A2 (6)
  0x8f: 16, // CC, access number, M2 (2), A2 (6), session number (4), CRC over the rest (2)
};
/** Session number and CRC end the header of these. */
const WITH_SESSION: ReadonlySet<number> = new Set([0x8d, 0x8f]);
const SESSION_LENGTH = 4;
const SESSION_AND_CRC = 6;

const AUTHENTICATION_AND_FRAGMENTATION = 0x90;
const MORE_FRAGMENTS = 0x40;
const FRAGMENT_ID_AT = 1;

/** CI of DLMS/COSEM behind a transport header; in 60 and 61 the meter is spoken to. */
const LONG_HEADER: ReadonlySet<number> = new Set([0x60, 0x7c]);
const SHORT_HEADER: ReadonlySet<number> = new Set([0x61, 0x7d]);
/** Access number, status, configuration (2). */
const SHORT_HEADER_LENGTH = 4;
/** Identification (4), M (2), version, device type before them. */
const LONG_HEADER_LENGTH = 12;
const ENCRYPTION_MODE = 0x1f;

const TSAPS = 2;

/** Whether a CI is one of DLMS/COSEM, or of a layer that may stand before it. */
export function mayLeadToDlms(ci: number): boolean {
  return (
    ci <= (SEGMENT_COUNT | LAST_SEGMENT) ||
    LONG_HEADER.has(ci) ||
    SHORT_HEADER.has(ci) ||
    ci in EXTENDED_LINK_LAYER ||
    ci === AUTHENTICATION_AND_FRAGMENTATION
  );
}

/** Whether a CI is one that EN 13757-3 gives a meaning. */
export function isKnownCi(ci: number): boolean {
  return ci <= 0x1f || (ci >= 0x50 && ci <= 0x90) || (ci >= 0xa0 && ci <= 0xb7);
}

/**
 * Reads what follows the first block: extended link layer and AFL if there are, then the DLMS transport layer:
 *
 * ```
 * 00 to 1F                          | STSAP | DTSAP | part of the APDU     CI counts the telegrams
 * 7D (61) | header (4)              | STSAP | DTSAP | APDU
 * 7C (60) | address (8), header (4) | STSAP | DTSAP | APDU
 * ```
 *
 * What M-Bus itself has encrypted or cut into fragments is not read: DLMS has both in the APDU.
 *
 * @param octets from CI on, without CRCs
 */
export function readContent(octets: Uint8Array): WirelessContent | WirelessFault {
  let at = 0;
  for (;;) {
    if (at >= octets.length) return { code: 'link.empty', fault: 'a frame without data' };
    const ci = octetAt(octets, at);
    const length = EXTENDED_LINK_LAYER[ci];
    if (length !== undefined) {
      const fault = extendedFault(octets, at, length);
      if (fault !== undefined) return fault;
      at += 1 + length;
    } else if (ci === AUTHENTICATION_AND_FRAGMENTATION) {
      const flags = octetAt(octets, at + 3);
      if ((flags & MORE_FRAGMENTS) !== 0 || octetAt(octets, at + 1 + FRAGMENT_ID_AT) > 1)
        return {
          code: 'link.format',
          fault: 'a fragment of a message, which M-Bus itself has cut',
        };
      at += 2 + octetAt(octets, at + 1);
    } else {
      return readTransport(octets.subarray(at + 1), ci);
    }
  }
}

function extendedFault(octets: Uint8Array, at: number, length: number): WirelessFault | undefined {
  const ci = octetAt(octets, at);
  const end = at + 1 + length;
  if (end > octets.length)
    return { code: 'link.incomplete', fault: 'the extended link layer is cut short' };
  if (!WITH_SESSION.has(ci)) return undefined;
  const sessionAt = end - SESSION_AND_CRC;
  // ENC: the three high bits of the session number, low octet first.
  if (octetAt(octets, sessionAt + SESSION_LENGTH - 1) >>> 5 !== 0)
    return { code: 'link.format', fault: 'encrypted by the extended link layer' };
  const crcAt = end - 2;
  const crc = octetAt(octets, crcAt) | (octetAt(octets, crcAt + 1) << 8);
  return crc === blockCrc(octets, end, octets.length)
    ? undefined
    : { code: 'link.checksum', fault: 'the CRC of the extended link layer is wrong' };
}

function readTransport(octets: Uint8Array, ci: number): WirelessContent | WirelessFault {
  const segment = ci <= (SEGMENT_COUNT | LAST_SEGMENT);
  const long = LONG_HEADER.has(ci);
  if (!segment && !long && !SHORT_HEADER.has(ci))
    return { code: 'link.format', fault: `CI ${ci.toString(16)} is no telegram of DLMS/COSEM` };
  let headerLength = 0;
  if (!segment) headerLength = long ? LONG_HEADER_LENGTH : SHORT_HEADER_LENGTH;
  if (octets.length <= headerLength + TSAPS)
    return { code: 'link.empty', fault: 'a telegram without data' };
  if (!segment) {
    const mode = u16At(octets, headerLength - 2) & ENCRYPTION_MODE;
    if (mode !== 0)
      return { code: 'link.format', fault: `encrypted by M-Bus itself, mode ${mode}` };
  }
  return {
    count: segment ? ci & SEGMENT_COUNT : 0,
    last: !segment || (ci & LAST_SEGMENT) !== 0,
    sourceAddress: octetAt(octets, headerLength),
    destinationAddress: octetAt(octets, headerLength + 1),
    data: octets.subarray(headerLength + TSAPS),
  };
}
