import { ByteReader, ByteWriter, DecodeError, readUtf8, writeUtf8 } from '@dlms-telemetry/dlms';
import { EnvelopeError } from './errors.js';
import type { Frame, Transport } from './frame.js';
import { type RefusedFrame, refusalOf } from './refusal.js';
import { UUID_OCTETS, uuidOctets, uuidText } from './uuidv7.js';

/*
 * An envelope of frames, all numbers big-endian:
 *
 *   u8 version | u16 count | count records of: u32 length | record
 *
 *   record: id (16) | receivedAt u48 | text receptor | text gatewayProcess | text connectionId | u8 transport
 *           | text remoteAddress | u16 remotePort | u16 localPort | text interfaceType | octets of the frame (A-XDR length)
 *
 * In an envelope of refused frames text code | text message | u32 offset + 1 (0: none) | text systemTitle follow.
 * A text is UTF-8 with its A-XDR length before it. A reader skips what a later version appends to a record.
 */
const VERSION = 1;
/** Versions that this one reads: its own and the one before (there is none yet). */
const READABLE: ReadonlySet<number> = new Set([VERSION]);

/** At most so many frames in an envelope. */
export const MAX_FRAMES_IN_ENVELOPE = 200;
/** Natural batching stops gathering here, so that a broker need not split the message (its frame_max). */
export const MAX_OCTETS_IN_ENVELOPE = 128 * 1024;
/** What a record holds besides texts and octets, and room for short texts: for one allocation when writing. */
const RECORD_OVERHEAD = 192;

const TRANSPORTS: readonly Transport[] = ['tcp', 'tls', 'udp', 'loopback'];

/** Octets that a frame takes in an envelope, at most; to decide when an envelope is full. */
export function envelopeSizeOf(frame: Frame): number {
  return frame.bytes.length + RECORD_OVERHEAD + 3 * frame.receptor.length;
}

/**
 * Writes 1 to 200 frames of one receptor into an envelope.
 *
 * @throws EnvelopeError `envelope.mixed-receptors`, `envelope.too-many`
 */
export function encodeFrames(frames: readonly Frame[]): Uint8Array {
  const receptor = frames[0]?.receptor;
  if (frames.some((frame) => frame.receptor !== receptor))
    throw new EnvelopeError('envelope.mixed-receptors', 'an envelope holds frames of one receptor');
  return encode(frames, envelopeSizeOf, writeFrame);
}

/** @throws EnvelopeError `envelope.version`, `envelope.malformed`. The frames' octets are views into `bytes`. */
export function decodeFrames(bytes: Uint8Array): Frame[] {
  return decode(bytes, readFrame);
}

/** Number of frames in an envelope, without reading them. @throws EnvelopeError */
export function countFrames(bytes: Uint8Array): number {
  return decode(bytes, () => null).length;
}

/** Writes 1 to 200 refused frames, of any receptors, into an envelope for `frames.dead`. */
export function encodeRefusedFrames(refused: readonly RefusedFrame[]): Uint8Array {
  const size = ({ frame, refusal }: RefusedFrame): number =>
    envelopeSizeOf(frame) + 3 * refusal.message.length + RECORD_OVERHEAD;
  return encode(refused, size, writeRefusedFrame);
}

/** @throws EnvelopeError `envelope.version`, `envelope.malformed`. The frames' octets are views into `bytes`. */
export function decodeRefusedFrames(bytes: Uint8Array): RefusedFrame[] {
  return decode(bytes, readRefusedFrame);
}

function encode<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  write: (w: ByteWriter, item: T) => void,
): Uint8Array {
  if (items.length === 0 || items.length > MAX_FRAMES_IN_ENVELOPE)
    throw new EnvelopeError(
      'envelope.too-many',
      `an envelope holds 1 to ${MAX_FRAMES_IN_ENVELOPE} frames, not ${items.length}`,
    );
  const w = new ByteWriter(items.reduce((sum, item) => sum + sizeOf(item), 3));
  w.u8(VERSION);
  w.u16(items.length);
  for (const item of items) {
    const at = w.length;
    w.u32(0);
    write(w, item);
    w.u32At(at, w.length - at - 4);
  }
  return w.finish();
}

function decode<T>(bytes: Uint8Array, read: (r: ByteReader) => T): T[] {
  try {
    const r = new ByteReader(bytes);
    const version = r.u8();
    if (!READABLE.has(version))
      throw new EnvelopeError('envelope.version', `an envelope of version ${version}`);
    const count = r.u16();
    if (count === 0 || count > MAX_FRAMES_IN_ENVELOPE)
      throw new EnvelopeError('envelope.malformed', `an envelope that claims ${count} frames`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) {
      const length = r.u32();
      r.need(length);
      items.push(read(new ByteReader(bytes, r.offset, r.offset + length)));
      r.skip(length);
    }
    if (r.remaining > 0)
      throw new EnvelopeError('envelope.malformed', `${r.remaining} octets follow the last frame`);
    return items;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new EnvelopeError('envelope.malformed', error.message, { cause: error });
  }
}

function writeFrame(w: ByteWriter, frame: Frame): void {
  w.bytes(uuidOctets(frame.id));
  w.u16(Math.floor(frame.receivedAt / 2 ** 32));
  w.u32(frame.receivedAt % 2 ** 32);
  writeText(w, frame.receptor);
  writeText(w, frame.gatewayProcess);
  writeText(w, frame.connectionId);
  w.u8(TRANSPORTS.indexOf(frame.transport));
  writeText(w, frame.remoteAddress);
  w.u16(frame.remotePort);
  w.u16(frame.localPort);
  writeText(w, frame.interfaceType);
  w.octets(frame.bytes);
}

function readFrame(r: ByteReader): Frame {
  return {
    id: uuidText(r.take(UUID_OCTETS)),
    receivedAt: r.u16() * 2 ** 32 + r.u32(),
    receptor: readText(r),
    gatewayProcess: readText(r),
    connectionId: readText(r),
    transport: readTransport(r),
    remoteAddress: readText(r),
    remotePort: r.u16(),
    localPort: r.u16(),
    interfaceType: readText(r),
    bytes: r.octets(),
  };
}

function readTransport(r: ByteReader): Transport {
  const index = r.u8();
  const transport = TRANSPORTS[index];
  if (transport === undefined)
    throw new EnvelopeError('envelope.malformed', `transport ${index} is not known`);
  return transport;
}

function writeRefusedFrame(w: ByteWriter, { frame, refusal, systemTitle }: RefusedFrame): void {
  writeFrame(w, frame);
  writeText(w, refusal.code);
  writeText(w, refusal.message);
  w.u32(refusal.offset === null ? 0 : refusal.offset + 1);
  writeText(w, systemTitle ?? '');
}

function readRefusedFrame(r: ByteReader): RefusedFrame {
  const frame = readFrame(r);
  const code = readText(r);
  const message = readText(r);
  const place = r.u32();
  const systemTitle = readText(r);
  const refusal = refusalOf(code, message, place === 0 ? null : place - 1);
  return systemTitle === '' ? { frame, refusal } : { frame, refusal, systemTitle };
}

function writeText(w: ByteWriter, text: string): void {
  w.octets(writeUtf8(text));
}

function readText(r: ByteReader): string {
  return readUtf8(r.octets());
}
