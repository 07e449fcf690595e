import { DecodeError } from '../errors.js';
import { checkSequence, checks } from './frame-check-sequence.js';
import { type HdlcControl, readHdlcControl, writeHdlcControl } from './hdlc-control.js';
import { DESTINATION_AT, findHdlcHeader, HDLC_FLAG, MAX_HDLC_LENGTH } from './hdlc-header.js';
import { octetAt } from './octets.js';

const FORMAT_TYPE_3 = 0xa0;
const SEGMENTATION_BIT = 0x08;
const FLAGS = 2;
const FORMAT_LENGTH = 2;
const CONTROL_LENGTH = 1;
const CHECK_LENGTH = 2;

/** One HDLC frame of format type 3: U, S or I. */
export interface HdlcFrame {
  /** More segments of the APDU follow. */
  readonly segmented: boolean;
  /** Raw octets: 1, 2 or 4, the low bit of the last one set. */
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly control: HdlcControl;
  /** Empty where there is no information field. */
  readonly information: Uint8Array;
}

/**
 * Reads one frame with both its flags.
 *
 * @throws DecodeError `link.noise`, `link.format`, `link.hcs`, `link.fcs`, `link.length`, `link.incomplete`
 */
export function readHdlcFrame(octets: Uint8Array): HdlcFrame {
  if (octets[0] !== HDLC_FLAG) throw new DecodeError('link.noise', 'no opening flag 7E', 0);
  const header = findHdlcHeader(octets, 0);
  if (header.kind === 'more')
    throw new DecodeError('link.incomplete', 'the header is cut short', octets.length);
  if (header.kind === 'fault') throw new DecodeError(header.code, header.message, header.offset);
  const length = header.length + FLAGS;
  if (octets.length < length)
    throw new DecodeError('link.incomplete', `${length} octets announced`, octets.length);
  if (octets.length > length || octets[length - 1] !== HDLC_FLAG)
    throw new DecodeError(
      'link.length',
      'the frame does not end where its length says',
      length - 1,
    );
  const checkAt = length - 1 - CHECK_LENGTH;
  if (!checks(octets, 1, checkAt))
    throw new DecodeError('link.fcs', 'the frame check sequence is wrong', checkAt);
  const control = readHdlcControl(octetAt(octets, 1 + header.controlAt));
  if (control === undefined)
    throw new DecodeError('link.format', 'no such control field', 1 + header.controlAt);
  return {
    segmented: header.segmented,
    destination: octets.subarray(1 + DESTINATION_AT, 1 + header.sourceAt),
    source: octets.subarray(1 + header.sourceAt, 1 + header.controlAt),
    control,
    information: octets.subarray(1 + header.informationAt, 1 + header.informationEnd),
  };
}

/**
 * Writes a frame with both its flags. Without an information field there is no HCS.
 *
 * @throws RangeError when the frame is longer than the 2047 octets its length field can say
 */
export function writeHdlcFrame(frame: HdlcFrame): Uint8Array {
  const { destination, source, information } = frame;
  const headerLength = FORMAT_LENGTH + destination.length + source.length + CONTROL_LENGTH;
  const bodyLength = information.length === 0 ? 0 : CHECK_LENGTH + information.length;
  const length = headerLength + bodyLength + CHECK_LENGTH;
  if (length > MAX_HDLC_LENGTH)
    throw new RangeError(`an HDLC frame has at most ${MAX_HDLC_LENGTH} octets, this one ${length}`);
  const octets = new Uint8Array(length + FLAGS);
  octets[0] = HDLC_FLAG;
  octets[1] = FORMAT_TYPE_3 | (frame.segmented ? SEGMENTATION_BIT : 0) | (length >>> 8);
  octets[2] = length;
  octets.set(destination, 1 + FORMAT_LENGTH);
  octets.set(source, 1 + FORMAT_LENGTH + destination.length);
  octets[headerLength] = writeHdlcControl(frame.control);
  if (information.length > 0) {
    setCheck(octets, 1 + headerLength);
    octets.set(information, 1 + headerLength + CHECK_LENGTH);
  }
  setCheck(octets, 1 + length - CHECK_LENGTH);
  octets[length + 1] = HDLC_FLAG;
  return octets;
}

function setCheck(octets: Uint8Array, at: number): void {
  const sequence = checkSequence(octets, 1, at);
  octets[at] = sequence;
  octets[at + 1] = sequence >>> 8;
}
