import { DecodeError } from '../errors.js';
import type { ApduReceived, Framer, FramerEvent, FramerOptions, InterfaceType } from './framer.js';
import { HdlcLayer } from './hdlc-layer.js';
import { Outlet } from './outlet.js';
import { PduFramer } from './pdu-framer.js';
import { StreamFramer } from './stream-framer.js';
import { WiredMBusLayer } from './wired-mbus-layer.js';
import { WrapperLayer } from './wrapper-layer.js';

/** The interface types that a framer can be made for. */
export const INTERFACE_TYPES = [
  'HDLC',
  'WRAPPER',
  'WiredMBus',
  'PDU',
] as const satisfies readonly InterfaceType[];

/** Whether a name is that of an interface type which is read here. */
export function isInterfaceType(name: string): name is InterfaceType {
  return (INTERFACE_TYPES as readonly string[]).includes(name);
}

/** A framer for one connection. */
export function createFramer(interfaceType: InterfaceType, options: FramerOptions): Framer {
  const outlet = new Outlet(options);
  switch (interfaceType) {
    case 'HDLC':
      return new StreamFramer(new HdlcLayer(outlet), outlet, options);
    case 'WRAPPER':
      return new StreamFramer(new WrapperLayer(outlet), outlet, options);
    case 'WiredMBus':
      return new StreamFramer(new WiredMBusLayer(outlet), outlet, options);
    case 'PDU':
      return new PduFramer(outlet, options);
  }
}

/** All that captured octets hold, cut as a stream of them would be that ends behind them. */
export function readFrames(
  interfaceType: InterfaceType,
  wire: Uint8Array,
  options: FramerOptions,
): FramerEvent[] {
  const framer = createFramer(interfaceType, options);
  framer.receive(wire, 0);
  framer.end(0);
  const events: FramerEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(event);
  return events;
}

/**
 * Cuts a captured frame's octets again: the one APDU in them.
 *
 * @throws DecodeError the first refusal; `link.empty` when the frames carry no APDU, `link.noise` when they carry several
 */
export function readFrame(
  interfaceType: InterfaceType,
  wire: Uint8Array,
  options: FramerOptions,
): ApduReceived {
  const framer = createFramer(interfaceType, options);
  framer.receive(wire, 0);
  framer.end(0);
  let found: ApduReceived | undefined;
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent()) {
    if (event.type === 'refused') throw new DecodeError(event.code, event.message, event.offset);
    if (found !== undefined)
      throw new DecodeError('link.noise', 'octets of a second APDU follow', found.wire.length);
    found = event;
  }
  if (found === undefined)
    throw new DecodeError('link.empty', 'no frame here carries an APDU', wire.length);
  return found;
}
