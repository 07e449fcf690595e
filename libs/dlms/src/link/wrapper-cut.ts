import { beginsApdu, LONGEST_START } from './apdu-start.js';
import type { Cut, CutPlace } from './link-layer.js';
import { octetAt, u16At } from './octets.js';
import type { Outlet } from './outlet.js';
import { VERSION, WRAPPER_HEADER_LENGTH } from './wrapper.js';

/** Client and server addresses have 14 bits; asked for only where a header is looked for in rubbish. */
const HIGHEST_ADDRESS = 0x3fff;

const NO_VERSION = 'no WRAPPER frame begins here: the version is not 1';

/** A wrapper header, its APDU behind it. */
export interface WrapperHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Whether something that stands behind a header begins so; `start` is its first `LONGEST_START` octets, or all. */
export type Begins = (start: Uint8Array, length: number) => boolean;

/**
 * What is behind octets that may be a header, where nothing says that a frame begins: too few of them to tell, no frame,
 * or one to believe.
 */
type Likeness = 'no' | 'yes' | { readonly need: number };

/**
 * Whether the octets at `at` look like a header with an APDU behind it. Any two octets could be the version: what
 * follows must fit too.
 *
 * @param maxApduLength longest APDU to believe in, octets
 */
export function looksLikeWrapper(
  octets: Uint8Array,
  at: number,
  maxApduLength: number,
  begins: Begins = beginsApdu,
): Likeness {
  const there = octets.length - at;
  if (octetAt(octets, at) !== 0) return 'no';
  if (there < 2) return { need: 2 };
  if (u16At(octets, at) !== VERSION) return 'no';
  if (there < WRAPPER_HEADER_LENGTH) return { need: WRAPPER_HEADER_LENGTH };
  const apduLength = u16At(octets, at + 6);
  const ports = Math.max(u16At(octets, at + 2), u16At(octets, at + 4));
  if (apduLength === 0 || apduLength > maxApduLength || ports > HIGHEST_ADDRESS) return 'no';
  const need = WRAPPER_HEADER_LENGTH + Math.min(apduLength, LONGEST_START);
  if (there < need) return { need };
  const start = octets.subarray(at + WRAPPER_HEADER_LENGTH, at + need);
  return begins(start, apduLength) ? 'yes' : 'no';
}

/** Finds a frame of the wrapper at `at`. @param begins what must stand behind a header that is looked for in rubbish */
export function cutWrapper(
  octets: Uint8Array,
  at: number,
  { synced }: CutPlace,
  outlet: Outlet,
  begins: Begins = beginsApdu,
): Cut<WrapperHeader> {
  const there = octets.length - at;
  if (octets[at] !== 0) return noise(octets, at);
  if (there < 2) return { kind: 'more', need: 2, seen: 'part of a header' };
  if (u16At(octets, at) !== VERSION) return noise(octets, at);
  if (there < WRAPPER_HEADER_LENGTH)
    return { kind: 'more', need: WRAPPER_HEADER_LENGTH, seen: 'part of a header' };
  const apduLength = u16At(octets, at + 6);
  const length = WRAPPER_HEADER_LENGTH + apduLength;
  if (!synced) {
    const likeness = looksLikeWrapper(octets, at, outlet.maxApduLength, begins);
    if (likeness === 'no') return noise(octets, at);
    if (likeness !== 'yes') return { kind: 'more', need: likeness.need, seen: 'part of a header' };
  }
  if (apduLength === 0)
    return {
      kind: 'broken',
      length,
      resume: length,
      code: 'link.empty',
      message: 'a WRAPPER header of length 0',
      offset: 6,
    };
  if (apduLength > outlet.maxApduLength)
    return {
      kind: 'broken',
      length,
      resume: length,
      code: 'link.too-long',
      message: outlet.tooLong(apduLength),
      offset: 6,
    };
  if (there < length) return { kind: 'more', need: length, seen: 'header' };
  return {
    kind: 'frame',
    length,
    resume: length,
    frame: { sourcePort: u16At(octets, at + 2), destinationPort: u16At(octets, at + 4) },
  };
}

function noise(octets: Uint8Array, at: number): Cut<WrapperHeader> {
  const next = octets.indexOf(0, at + 1);
  const length = (next === -1 ? octets.length : next) - at;
  return { kind: 'noise', length, code: 'link.version', message: NO_VERSION };
}
