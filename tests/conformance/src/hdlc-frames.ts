import type { HdlcControl, HdlcFrame, HdlcParameters } from '@dlms-telemetry/dlms';
import {
  readHdlcAddress,
  readHdlcFrame,
  readHdlcParameters,
  toHex,
  writeHdlcAddress,
  writeHdlcControl,
  writeHdlcFrame,
  writeHdlcParameters,
} from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { JsonObject } from './vector.js';

/** Flags of an HDLC frame, which its length field does not count. */
const HDLC_FLAGS = 2;
/** Frames whose information field, if there is one, holds parameters of the link. */
const WITH_PARAMETERS: readonly HdlcControl['type'][] = ['SNRM', 'UA', 'DISC', 'DM'];

/** What `linkDetails` of a vector says of a frame: addresses and control field as they stand. @throws DecodeError */
export function hdlcDetails(octets: Uint8Array): JsonObject {
  const frame = readHdlcFrame(octets);
  return {
    segmented: frame.segmented,
    length: octets.length - HDLC_FLAGS,
    destination: toHex(frame.destination),
    source: toHex(frame.source),
    control: writeHdlcControl(frame.control).toString(16).padStart(2, '0'),
  };
}

/** What a frame of a session says, field by field. @throws DecodeError */
export function sessionFieldsOf(octets: Uint8Array): JsonObject {
  const frame = readHdlcFrame(octets);
  const { control, information, segmented } = frame;
  return {
    length: octets.length - HDLC_FLAGS,
    segmented,
    destination: addressFieldsOf(frame.destination),
    source: addressFieldsOf(frame.source),
    control: controlFieldsOf(control),
    ...(WITH_PARAMETERS.includes(control.type) ? { parameters: parametersOf(frame) } : {}),
    ...(information.length > 0 ? { informationHex: toHex(information) } : {}),
  };
}

function addressFieldsOf(octets: Uint8Array): JsonObject {
  return { hex: toHex(octets), octets: octets.length, ...readHdlcAddress(octets) };
}

function controlFieldsOf(control: HdlcControl): JsonObject {
  const { type, pollFinal: pf } = control;
  if (control.type === 'I')
    return { type, ns: control.sendSequence, nr: control.receiveSequence, pf };
  return 'receiveSequence' in control ? { type, nr: control.receiveSequence, pf } : { type, pf };
}

function parametersOf({ control, information }: HdlcFrame): JsonObject | null {
  if (!WITH_PARAMETERS.includes(control.type) || information.length === 0) return null;
  return parameterFieldsOf(readHdlcParameters(information));
}

function parameterFieldsOf(parameters: HdlcParameters): JsonObject {
  return {
    maxInfoTransmit: parameters.maxInformationTransmit,
    maxInfoReceive: parameters.maxInformationReceive,
    windowTransmit: parameters.windowTransmit,
    windowReceive: parameters.windowReceive,
  };
}

/** A frame that is written from what was read of it is the same, octet for octet. @throws DecodeError */
export function compareWritten(place: string, octets: Uint8Array): Difference[] {
  const frame = readHdlcFrame(octets);
  const written = writeHdlcFrame({
    ...frame,
    destination: writtenAddress(frame.destination),
    source: writtenAddress(frame.source),
  });
  return [
    ...compare(`${place} written again`, toHex(octets), toHex(written)),
    ...compare(
      `${place} parameters written again`,
      parametersOf(frame),
      parametersOf({ ...frame, information: writtenParameters(frame) }),
    ),
  ];
}

const ADDRESS_OCTETS = [1, 2, 4] as const;

function writtenAddress(octets: Uint8Array): Uint8Array {
  const length = ADDRESS_OCTETS.find((count) => count === octets.length);
  return writeHdlcAddress(readHdlcAddress(octets), length);
}

/** Parameters may come in more octets than they need: written again their values are the same, not their octets. */
function writtenParameters(frame: HdlcFrame): Uint8Array {
  if (parametersOf(frame) === null) return frame.information;
  return writeHdlcParameters(readHdlcParameters(frame.information));
}
