import { beginsApdu, beginsNotification, LONGEST_START } from './apdu-start.js';
import type { InterfaceType } from './framer.js';
import { findHdlcHeader, HDLC_FLAG } from './hdlc-header.js';
import { octetAt, u16At } from './octets.js';
import { START } from './wired-mbus.js';
import { looksLikeWrapper } from './wrapper-cut.js';
import { VERSION } from './wrapper.js';

/** What `Auto` chooses from. */
export type Recognised = Extract<InterfaceType, 'HDLC' | 'WRAPPER' | 'WiredMBus' | 'PDU'>;

const FORMAT_DIGIT = 0xa0;
/** Eight zero octets stand before the APDU with some meters (leniency `leading-zeros`). */
const LEADING_ZEROS = 8;

/**
 * The interface type of octets with which a connection or a captured frame begins: a flag and a frame format, a version,
 * two start octets with a length between them, or an APDU.
 *
 * @param isAll no more octets follow
 * @returns undefined where nothing fits, `more` where more octets are needed to tell
 */
export function recogniseStart(
  octets: Uint8Array,
  isAll: boolean,
): Recognised | 'more' | undefined {
  let at = 0;
  while (octets[at] === HDLC_FLAG && octets[at + 1] === HDLC_FLAG) at++;
  const there = octets.length - at;
  const more = isAll ? undefined : 'more';
  switch (octets[at]) {
    case undefined:
      return more;
    case HDLC_FLAG:
      if (there < 2) return more;
      return (octetAt(octets, at + 1) & 0xf0) === FORMAT_DIGIT ? 'HDLC' : undefined;
    case START:
      if (there < 4) return more;
      return isLongFrame(octets, at) ? 'WiredMBus' : undefined;
    case 0:
      if (there < 2) return more;
      return u16At(octets, at) === VERSION ? 'WRAPPER' : recogniseZeros(octets, isAll);
    default:
      return recogniseApdu(octets, isAll);
  }
}

function recogniseZeros(octets: Uint8Array, isAll: boolean): Recognised | 'more' | undefined {
  if (octets.subarray(0, LEADING_ZEROS).some((octet) => octet !== 0)) return undefined;
  if (octets.length <= LEADING_ZEROS) return isAll ? undefined : 'more';
  return recogniseApdu(octets.subarray(LEADING_ZEROS), isAll);
}

/** An APDU without framing ends with its sender's silence, so its length is not known before. */
function recogniseApdu(octets: Uint8Array, isAll: boolean): Recognised | 'more' | undefined {
  if (isAll)
    return beginsApdu(octets.subarray(0, LONGEST_START), octets.length) ? 'PDU' : undefined;
  if (octets.length < LONGEST_START) return 'more';
  return beginsNotification(octets, 0) ? 'PDU' : undefined;
}

/**
 * The interface type of a frame that begins at `at` in rubbish: more must fit there than at the start.
 *
 * @param maxApduLength longest APDU to believe in, octets
 */
export function recogniseInRubbish(
  octets: Uint8Array,
  at: number,
  maxApduLength: number,
): Recognised | 'more' | undefined {
  switch (octetAt(octets, at)) {
    case HDLC_FLAG: {
      const header = findHdlcHeader(octets, at);
      if (header.kind === 'more') return 'more';
      return header.kind === 'header' && header.proved ? 'HDLC' : undefined;
    }
    case START:
      if (octets.length - at < 4) return 'more';
      return isLongFrame(octets, at) ? 'WiredMBus' : undefined;
    case 0: {
      const likeness = looksLikeWrapper(octets, at, maxApduLength);
      if (likeness === 'no') return undefined;
      return likeness === 'yes' ? 'WRAPPER' : 'more';
    }
    default:
      return undefined;
  }
}

function isLongFrame(octets: Uint8Array, at: number): boolean {
  const l = octetAt(octets, at + 1);
  // An L that ran over (leniency `mbus-length-overflow`) may be less than a frame needs.
  return octets[at + 3] === START && octets[at + 2] === l && l > 0;
}

/**
 * The interface type of captured octets: the one that their beginning speaks for, else that of the first frame which
 * stands in them.
 *
 * @returns undefined when there is none
 */
export function recogniseInterfaceType(octets: Uint8Array): Recognised | undefined {
  const atStart = recogniseStart(octets, true);
  if (atStart !== undefined && atStart !== 'more') return atStart;
  for (let at = 0; at < octets.length; at++) {
    const found = recogniseInRubbish(octets, at, octets.length);
    if (found !== undefined && found !== 'more') return found;
  }
  // No APDU begins with a flag: a damaged frame.
  return octets[0] === HDLC_FLAG ? 'HDLC' : undefined;
}
