import { DecodeError } from '../errors.js';
import type { ApduReceived, Framer, FramerEvent, FramerOptions, InterfaceType } from './framer.js';
import { AutoFramer } from './auto-framer.js';
import { HdlcLayer } from './hdlc-layer.js';
import type { LinkLayer } from './link-layer.js';
import { ModeELayer } from './mode-e-layer.js';
import { Outlet } from './outlet.js';
import { PduFramer } from './pdu-framer.js';
import { PlcHdlcLayer } from './plc-hdlc-layer.js';
import { PlcLayer } from './plc-layer.js';
import { PrimeDcLayer } from './prime-dc-layer.js';
import { SMS_HEADER_LENGTH, smsLink } from './sms.js';
import { StreamFramer } from './stream-framer.js';
import { WiredMBusLayer } from './wired-mbus-layer.js';
import { WirelessMBusLayer } from './wireless-mbus-layer.js';
import { WrapperLayer } from './wrapper-layer.js';

/** The interface types that a framer can be made for: all of the specification, and Auto. */
export const INTERFACE_TYPES = [
  'HDLC',
  'WRAPPER',
  'PDU',
  'WirelessMBus',
  'HdlcWithModeE',
  'Plc',
  'PlcHdlc',
  'LPWAN',
  'WiSun',
  'PlcPrime',
  'WiredMBus',
  'SMS',
  'PrimeDcWrapper',
  'Auto',
] as const satisfies readonly InterfaceType[];

/** Whether a name is that of an interface type. */
export function isInterfaceType(name: string): name is InterfaceType {
  return (INTERFACE_TYPES as readonly string[]).includes(name);
}

/** A framer for one connection. */
export function createFramer(interfaceType: InterfaceType, options: FramerOptions): Framer {
  return assembleFramer(interfaceType, new Outlet(options), options, (layer) => layer);
}

/**
 * A framer that tells `outlet` what it finds.
 *
 * @param watched what stands in place of a link layer, for who looks on; the layer itself otherwise
 */
export function assembleFramer(
  interfaceType: InterfaceType,
  outlet: Outlet,
  options: FramerOptions,
  watched: <F>(layer: LinkLayer<F>) => LinkLayer<F>,
): Framer {
  const stream = <F>(layer: LinkLayer<F>): Framer =>
    new StreamFramer(watched(layer), outlet, options);
  switch (interfaceType) {
    case 'HDLC':
      return stream(new HdlcLayer(outlet));
    case 'HdlcWithModeE':
      return stream(new ModeELayer(outlet));
    case 'WRAPPER':
    case 'LPWAN':
    case 'WiSun':
    case 'PlcPrime':
      return stream(new WrapperLayer(outlet));
    case 'PrimeDcWrapper':
      return stream(new PrimeDcLayer(outlet));
    case 'WiredMBus':
      return stream(new WiredMBusLayer(outlet));
    case 'WirelessMBus':
      return stream(new WirelessMBusLayer(outlet));
    case 'Plc':
      return stream(new PlcLayer(outlet));
    case 'PlcHdlc':
      return stream(new PlcHdlcLayer(outlet));
    case 'PDU':
      return new PduFramer(outlet, options);
    case 'SMS':
      return new PduFramer(outlet, options, { length: SMS_HEADER_LENGTH, link: smsLink });
    case 'Auto':
      return new AutoFramer(outlet, options, (recognised) =>
        assembleFramer(recognised, outlet, options, watched),
      );
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
    if (event.type === 'notice') continue;
    if (event.type === 'refused') throw new DecodeError(event.code, event.message, event.offset);
    if (found !== undefined)
      throw new DecodeError('link.noise', 'octets of a second APDU follow', found.wire.length);
    found = event;
  }
  if (found === undefined)
    throw new DecodeError('link.empty', 'no frame here carries an APDU', wire.length);
  return found;
}
