import type { ApduReceived, FramerEvent, InterfaceType } from '@dlms-telemetry/dlms';
import { createFramer, DecodeError } from '@dlms-telemetry/dlms';
import { octetsOf } from './hex.js';
import type { Vector } from './vector.js';

/** Longest APDU that a receptor takes by default (`DropDataLength`). */
const MAX_APDU_LENGTH = 32_767;
const LLC_OCTETS = 3;

/** Interface type of each link layer whose frames are cut here. */
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

/** Feeds a vector's frames, one after the other, and closes. @returns undefined for a link layer that is not known here */
export function receive(vector: Vector): LinkEvent[] | undefined {
  const { linkLayer } = vector;
  const frames = vector.frames.map(octetsOf);
  if (linkLayer === 'none' || linkLayer.startsWith('none ')) return frames.map(apduOnly);
  if (linkLayer === 'HDLC-LLC-only')
    return frames.map((frame) => apduOnly(frame.subarray(LLC_OCTETS)));
  const interfaceType = INTERFACE_TYPES[linkLayer];
  if (interfaceType === undefined) return undefined;
  const framer = createFramer(interfaceType, { maxApduLength: MAX_APDU_LENGTH });
  const events: LinkEvent[] = [];
  const drain = (): void => {
    for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
      events.push(linkEvent(event));
  };
  for (const frame of frames) {
    framer.receive(frame, 0);
    drain();
  }
  framer.end(0);
  drain();
  return events;
}

function apduOnly(apdu: Uint8Array): LinkEvent {
  return { type: 'apdu', apdu, received: null };
}

function linkEvent(event: FramerEvent): LinkEvent {
  return event.type === 'apdu'
    ? { type: 'apdu', apdu: event.apdu, received: event }
    : { type: 'refused', error: new DecodeError(event.code, event.message, event.offset) };
}
