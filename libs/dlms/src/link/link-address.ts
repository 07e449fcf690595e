import type { LinkDetails, MacAddresses } from './framer.js';
import { sameOctets } from './octets.js';

/** Whether two link frames go from the same sender to the same receiver. */
export function sameAddresses(a: LinkDetails, b: LinkDetails): boolean {
  if (a.type === 'HDLC' && b.type === 'HDLC')
    return (
      sameOctets(a.source, b.source) &&
      sameOctets(a.destination, b.destination) &&
      sameMac(a.mac, b.mac)
    );
  if (a.type === 'WRAPPER' && b.type === 'WRAPPER')
    return a.sourcePort === b.sourcePort && a.destinationPort === b.destinationPort;
  if (a.type === 'WiredMBus' && b.type === 'WiredMBus')
    return a.address === b.address && sameAccessPoints(a, b);
  if (a.type === 'WirelessMBus' && b.type === 'WirelessMBus')
    return (
      a.manufacturer === b.manufacturer &&
      sameOctets(a.address, b.address) &&
      sameAccessPoints(a, b)
    );
  if (a.type === 'SMS' && b.type === 'SMS') return sameAccessPoints(a, b);
  if (a.type === 'Plc' && b.type === 'Plc')
    return (
      sameMac(a, b) && a.sourceLsap === b.sourceLsap && a.destinationLsap === b.destinationLsap
    );
  return a.type === b.type;
}

interface AccessPoints {
  readonly sourceAddress: number;
  readonly destinationAddress: number;
}

function sameAccessPoints(a: AccessPoints, b: AccessPoints): boolean {
  return a.sourceAddress === b.sourceAddress && a.destinationAddress === b.destinationAddress;
}

function sameMac(a: MacAddresses | undefined, b: MacAddresses | undefined): boolean {
  return a?.sourceMac === b?.sourceMac && a?.destinationMac === b?.destinationMac;
}
