import { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';

const FORMAT_IDENTIFIER = 0x81;
const GROUP_IDENTIFIER = 0x80;

const MAX_INFORMATION_TRANSMIT = 0x05;
const MAX_INFORMATION_RECEIVE = 0x06;
const WINDOW_TRANSMIT = 0x07;
const WINDOW_RECEIVE = 0x08;

const LONGEST_VALUE = 4;
const LARGEST_IN_ONE_OCTET = 0xff;

/** What both sides hold to when a link was opened without parameters (Green Book 8.4.5.3.2). */
export const DEFAULT_HDLC_PARAMETERS: HdlcParameters = {
  maxInformationTransmit: 128,
  maxInformationReceive: 128,
  windowTransmit: 1,
  windowReceive: 1,
};

/** Parameters of an HDLC link, in the information field of SNRM and UA, as seen by the sender of the frame. */
export interface HdlcParameters {
  /** Longest information field that is sent, octets. */
  readonly maxInformationTransmit: number;
  /** Longest information field that can be received, octets. */
  readonly maxInformationReceive: number;
  /** Frames that are sent in a row, 1 to 7. */
  readonly windowTransmit: number;
  /** Frames that can be received in a row. */
  readonly windowReceive: number;
}

/**
 * Reads the information field of an SNRM or UA frame; parameters that are left out have their default.
 *
 * ```
 * 81 | 80 | length | (identifier | length | value)...
 * ```
 *
 * @throws DecodeError `link.format`
 */
export function readHdlcParameters(information: Uint8Array): HdlcParameters {
  if (information.length === 0) return DEFAULT_HDLC_PARAMETERS;
  try {
    return readGroup(new ByteReader(information));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError('link.format', `link parameters: ${error.message}`, error.offset, error);
  }
}

function readGroup(r: ByteReader): HdlcParameters {
  if (r.u8() !== FORMAT_IDENTIFIER || r.u8() !== GROUP_IDENTIFIER)
    throw new DecodeError('link.format', 'no parameter group 81 80', 0);
  const group = new ByteReader(r.take(r.u8()));
  const values = new Map<number, number>();
  while (group.remaining > 0) {
    const identifier = group.u8();
    const value = group.take(group.u8());
    if (value.length === 0 || value.length > LONGEST_VALUE)
      throw new DecodeError('link.format', `a value of ${value.length} octets`, group.offset);
    values.set(
      identifier,
      value.reduce((sum, octet) => sum * 256 + octet, 0),
    );
  }
  const usual = DEFAULT_HDLC_PARAMETERS;
  return {
    maxInformationTransmit: values.get(MAX_INFORMATION_TRANSMIT) ?? usual.maxInformationTransmit,
    maxInformationReceive: values.get(MAX_INFORMATION_RECEIVE) ?? usual.maxInformationReceive,
    windowTransmit: values.get(WINDOW_TRANSMIT) ?? usual.windowTransmit,
    windowReceive: values.get(WINDOW_RECEIVE) ?? usual.windowReceive,
  };
}

/** Writes the information field of an SNRM or UA frame: sizes in as few octets as hold them, windows in four. */
export function writeHdlcParameters(parameters: HdlcParameters): Uint8Array {
  const group = new ByteWriter();
  const size = (identifier: number, value: number): void => {
    group.u8(identifier);
    if (value > LARGEST_IN_ONE_OCTET) {
      group.u8(2);
      group.u16(value);
    } else {
      group.u8(1);
      group.u8(value);
    }
  };
  const window = (identifier: number, value: number): void => {
    group.u8(identifier);
    group.u8(4);
    group.u32(value);
  };
  size(MAX_INFORMATION_TRANSMIT, parameters.maxInformationTransmit);
  size(MAX_INFORMATION_RECEIVE, parameters.maxInformationReceive);
  window(WINDOW_TRANSMIT, parameters.windowTransmit);
  window(WINDOW_RECEIVE, parameters.windowReceive);
  const w = new ByteWriter(3 + group.length);
  w.u8(FORMAT_IDENTIFIER);
  w.u8(GROUP_IDENTIFIER);
  w.u8(group.length);
  w.bytes(group.finish());
  return w.finish();
}
