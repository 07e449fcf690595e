import type { LinkDetails } from './framer.js';
import { sameOctets } from './octets.js';

/** Whether two link frames go from the same sender to the same receiver. */
export function sameAddresses(a: LinkDetails, b: LinkDetails): boolean {
  if (a.type === 'HDLC' && b.type === 'HDLC')
    return sameOctets(a.source, b.source) && sameOctets(a.destination, b.destination);
  if (a.type === 'WRAPPER' && b.type === 'WRAPPER')
    return a.sourcePort === b.sourcePort && a.destinationPort === b.destinationPort;
  if (a.type === 'WiredMBus' && b.type === 'WiredMBus')
    return (
      a.address === b.address &&
      a.sourceAddress === b.sourceAddress &&
      a.destinationAddress === b.destinationAddress
    );
  return a.type === b.type;
}
