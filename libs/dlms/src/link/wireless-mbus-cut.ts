import { beginsApdu } from './apdu-start.js';
import type { WirelessMBusFormat } from './framer.js';
import type { Cut, CutPlace } from './link-layer.js';
import { octetAt } from './octets.js';
import { isKnownCi, mayLeadToDlms, readContent } from './wireless-mbus-content.js';
import { blockChecks } from './wireless-mbus-crc.js';
import { CRC_LENGTH, frameLength, LINK_LAYER_LENGTH, wrongCrc } from './wireless-mbus-frame.js';
import { manufacturerLetters } from './wireless-mbus.js';

/** A whole frame, and how it came. */
export interface WirelessFrame {
  readonly format: WirelessMBusFormat;
}

/** The first block and a CI. */
const SHORTEST_L = 10;
const CONTROL_AT = 1;
const MANUFACTURER_AT = 2;
const LONGEST_PREFIX = 4;

/**
 * C fields of what carries data: SND_NR, SND_IR, ACC_NR, ACC_DMD, CNF_IR, ACK and RSP_UD of a meter, SND_UD to one.
 * EN 13757-4, with the counting bits that each may have.
 */
const CONTROLS: ReadonlySet<number> = new Set([
  0x44, 0x46, 0x47, 0x48, 0x06, 0x00, 0x08, 0x18, 0x28, 0x38, 0x53, 0x73,
]);

/**
 * Finds frames and tells the three formats apart. There is no start octet: a frame is known by C, M and its CRCs. Without
 * CRCs only its length speaks for it, so one is believed behind a good frame, or where a telegram begins an APDU; and never
 * again once the connection has shown CRCs. What only may be a frame gives way to one that proves itself.
 */
export class WirelessMBusCutter {
  #withCrcs = false;
  /** Before this place of the stream no frame of format A begins behind the place that is looked at. */
  #lookedUpTo = 0;

  /** What stands at `at`. */
  cut(octets: Uint8Array, at: number, { synced, position }: CutPlace): Cut<WirelessFrame> {
    if (!mayBegin(octets, at)) return noise(octets, at);
    const there = octets.length - at;
    const least = LINK_LAYER_LENGTH + CRC_LENGTH;
    if (there < least) return { kind: 'more', need: least, seen: 'part of a header' };
    const l = octetAt(octets, at);
    if (blockChecks(octets, at, at + LINK_LAYER_LENGTH))
      return this.#checked(octets, at, 'A', frameLength(l, 'A'));
    const length = frameLength(l, 'B');
    if (this.#holdsFormatA(octets.subarray(at, at + length), position)) return noise(octets, at);
    if (there < length) return { kind: 'more', need: length, seen: 'part of a header' };
    if (wrongCrc(octets, at, 'B', length) === -1) return this.#checked(octets, at, 'B', length);
    if (!this.#withCrcs && isPlausible(octets.subarray(at, at + length), synced))
      return { kind: 'frame', length, resume: length, frame: { format: 'stripped' } };
    if (!synced) return noise(octets, at);
    return {
      kind: 'broken',
      length,
      resume: 1,
      code: 'link.checksum',
      message: 'no CRC of frame format A or B fits, and without CRCs it is no telegram',
      offset: LINK_LAYER_LENGTH,
    };
  }

  /** Whether the beginning of a frame of format A stands behind the first octet. Looks at each place once. */
  #holdsFormatA(octets: Uint8Array, position: number): boolean {
    const end = octets.length - LINK_LAYER_LENGTH - CRC_LENGTH;
    for (let at = Math.max(1, this.#lookedUpTo - position); at <= end; at++) {
      if (mayBegin(octets, at) && blockChecks(octets, at, at + LINK_LAYER_LENGTH)) return true;
      this.#lookedUpTo = position + at + 1;
    }
    return false;
  }

  #checked(octets: Uint8Array, at: number, format: 'A' | 'B', length: number): Cut<WirelessFrame> {
    if (octets.length - at < length) return { kind: 'more', need: length, seen: 'header' };
    const wrong = wrongCrc(octets, at, format, length);
    if (wrong === -1) {
      this.#withCrcs = true;
      return { kind: 'frame', length, resume: length, frame: { format } };
    }
    return {
      kind: 'broken',
      length,
      resume: 1,
      code: 'link.checksum',
      message: 'the CRC of a block is wrong',
      offset: wrong - at,
    };
  }
}

/** Whether the octets at `at`, as far as they go, can be L, C and M. */
function mayBegin(octets: Uint8Array, at: number): boolean {
  if (octetAt(octets, at) < SHORTEST_L) return false;
  const there = octets.length - at;
  if (there > CONTROL_AT && !CONTROLS.has(octetAt(octets, at + CONTROL_AT))) return false;
  if (there < LONGEST_PREFIX) return true;
  const low = octetAt(octets, at + MANUFACTURER_AT);
  const high = octetAt(octets, at + MANUFACTURER_AT + 1);
  return manufacturerLetters((high << 8) | low) !== undefined;
}

/** Whether octets as long as L says may be a frame without CRCs. */
function isPlausible(frame: Uint8Array, synced: boolean): boolean {
  const ci = octetAt(frame, LINK_LAYER_LENGTH);
  if (synced) return isKnownCi(ci);
  if (!mayLeadToDlms(ci)) return false;
  const content = readContent(frame.subarray(LINK_LAYER_LENGTH));
  return 'data' in content && content.count === 0 && beginsApdu(content.data, content.data.length);
}

function noise(octets: Uint8Array, at: number): Cut<WirelessFrame> {
  let next = at + 1;
  while (next < octets.length && !mayBegin(octets, next)) next++;
  return {
    kind: 'noise',
    length: next - at,
    code: 'link.noise',
    message: 'no wireless M-Bus frame begins here',
  };
}
