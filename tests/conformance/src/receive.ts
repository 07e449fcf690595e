import type { ApduReceived, Framer, InterfaceType, LinkRefused } from '@dlms-telemetry/dlms';
import { createFramer, DecodeError, isInterfaceType } from '@dlms-telemetry/dlms';
import { octetsOf } from './hex.js';
import type { Vector } from './vector.js';

/** Longest APDU that a receptor takes by default (`DropDataLength`). */
const MAX_APDU_LENGTH = 32_767;
const LLC_OCTETS = 3;

/** Interface type of each link layer that the vectors call otherwise. */
const INTERFACE_TYPES: Readonly<Record<string, InterfaceType>> = {
  HDLC: 'HDLC',
  'HDLC-stream': 'HDLC',
  WRAPPER: 'WRAPPER',
  'WRAPPER-stream': 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
};

/** What the link layer made of a vector's frames. */
export type LinkEvent =
  | { readonly type: 'apdu'; readonly apdu: Uint8Array; readonly received: ApduReceived | null }
  | { readonly type: 'refused'; readonly error: DecodeError };

/** The link layer of one sender. */
export interface Receiver {
  /** Takes a frame, or a piece of a stream. */
  take(frame: Uint8Array): LinkEvent[];
  /** The sender has closed. */
  end(): LinkEvent[];
}

/** Feeds a vector's frames, one after the other, and closes. @returns undefined for a link layer that is not known here */
export function receive(vector: Vector): LinkEvent[] | undefined {
  const receiver = createReceiver(vector.linkLayer);
  if (receiver === undefined) return undefined;
  const events = vector.frames.flatMap((frame) => receiver.take(octetsOf(frame)));
  return [...events, ...receiver.end()];
}

/** What takes the frames of a link layer. @returns undefined for one that is not known here */
export function createReceiver(linkLayer: string): Receiver | undefined {
  if (linkLayer === 'none' || linkLayer.startsWith('none '))
    return { take: (apdu) => [apduOnly(apdu)], end: () => [] };
  if (linkLayer === 'HDLC-LLC-only')
    return { take: (frame) => [apduOnly(frame.subarray(LLC_OCTETS))], end: () => [] };
  const interfaceType =
    INTERFACE_TYPES[linkLayer] ?? (isInterfaceType(linkLayer) ? linkLayer : undefined);
  if (interfaceType === undefined) return undefined;
  const framer = createFramer(interfaceType, { maxApduLength: MAX_APDU_LENGTH });
  return {
    take: (frame) => {
      framer.receive(frame, 0);
      return eventsOf(framer);
    },
    end: () => {
      framer.end(0);
      return eventsOf(framer);
    },
  };
}

function eventsOf(framer: Framer): LinkEvent[] {
  const events: LinkEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent()) {
    if (event.type === 'apdu') events.push({ type: 'apdu', apdu: event.apdu, received: event });
    if (event.type === 'refused') events.push({ type: 'refused', error: errorOf(event) });
  }
  return events;
}

function apduOnly(apdu: Uint8Array): LinkEvent {
  return { type: 'apdu', apdu, received: null };
}

function errorOf({ code, message, offset }: LinkRefused): DecodeError {
  return new DecodeError(code, message, offset);
}
