import type { LinkDetails } from '@dlms-telemetry/dlms';
import {
  ByteReader,
  GENERAL_BLOCK_TRANSFER_TAG,
  readGeneralBlockTransfer,
  readHdlcFrame,
  toHex,
} from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { hdlcDetails } from './hdlc-frames.js';
import { octetsOf } from './hex.js';
import type { LinkEvent } from './receive.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject } from './vector.js';

const LLC_OCTETS = 3;
/** Octets of an M-Bus long frame that its L field does not count: 68 L L 68 before, checksum and 16 behind. */
const MBUS_FRAME_OCTETS = 6;
const MBUS_L_AT = 1;
const MBUS_CI_AT = 6;

/** Compares `linkDetails`: each frame's own fields, and what the framer says about the frames of the APDU. */
export function compareLink(vector: Vector, events: readonly LinkEvent[]): Difference[] {
  if (vector.linkDetails === null) return [];
  const last = events.at(-1);
  const received = last?.type === 'apdu' ? last.received : null;
  const link = received?.link;
  const frames = vector.frames.map(octetsOf);
  const found: JsonObject = {
    hdlc: link?.type === 'HDLC' ? frames.map(hdlcDetails) : null,
    wrapper: wrapperDetails(link, received?.wire.length),
    mbus: link?.type === 'WiredMBus' ? frames.map((frame) => mbusDetails(frame, link)) : null,
    gbt: link?.type === 'HDLC' ? frames.map(blockDetails) : null,
  };
  const differences = Object.entries(vector.linkDetails).flatMap(([name, wanted]) =>
    compare(`linkDetails.${name}`, wanted, only(wanted, found[name])),
  );
  return [...differences, ...compareLastFrame(link, found.hdlc)];
}

/** Of M-Bus telegrams the vectors give some fields only; those are compared. */
function only(wanted: Json, found: Json | undefined): Json | undefined {
  if (isList(wanted) && isList(found))
    return found.map((entry, i) => only(wanted[i] ?? null, entry) ?? null);
  if (!isObject(wanted) || !isObject(found)) return found;
  return Object.fromEntries(Object.entries(found).filter(([name]) => name in wanted));
}

function blockDetails(octets: Uint8Array): Json {
  const { information } = readHdlcFrame(octets);
  const start = information[0] === GENERAL_BLOCK_TRANSFER_TAG ? 0 : LLC_OCTETS;
  const r = new ByteReader(information, start);
  if (r.u8() !== GENERAL_BLOCK_TRANSFER_TAG) return null;
  const block = readGeneralBlockTransfer(r);
  return {
    blockNumber: block.blockNumber,
    ack: block.blockNumberAck,
    last: block.lastBlock,
    streaming: block.streaming,
    window: block.window,
    length: block.blockData.length,
  };
}

/** What `linkDetails` of a vector says of a wrapper; null for another link layer. */
export function wrapperDetails(link: LinkDetails | undefined, octets: number | undefined): Json {
  if (link?.type !== 'WRAPPER' || octets === undefined) return null;
  const headerOctets = 8;
  return {
    // The only version that a framer lets through.
    version: 1,
    sourceWPort: link.sourcePort,
    destinationWPort: link.destinationPort,
    length: octets - headerOctets,
  };
}

function mbusDetails(
  frame: Uint8Array,
  link: Extract<LinkDetails, { readonly type: 'WiredMBus' }>,
): JsonObject {
  return {
    l: frame.length - MBUS_FRAME_OCTETS,
    lField: octet(frame[MBUS_L_AT] ?? 0),
    c: octet(link.control),
    a: octet(link.address),
    ci: octet(frame[MBUS_CI_AT] ?? 0),
    stsap: link.sourceAddress,
    dtsap: link.destinationAddress,
  };
}

/** The framer speaks of one frame of the APDU; it must be one of those. */
function compareLastFrame(link: LinkDetails | undefined, frames: Json | undefined): Difference[] {
  if (link?.type !== 'HDLC' || !isList(frames)) return [];
  const told = {
    destination: toHex(link.destination),
    source: toHex(link.source),
    control: octet(link.control),
  };
  const fits = frames.some(
    (frame) =>
      isObject(frame) &&
      frame.destination === told.destination &&
      frame.source === told.source &&
      frame.control === told.control,
  );
  return fits ? [] : [{ place: 'link', expected: frames, actual: told }];
}

function octet(value: number): string {
  return value.toString(16).padStart(2, '0');
}
