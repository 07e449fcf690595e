import type { LinkDetails } from './framer.js';
import { type HdlcControl, readHdlcControl } from './hdlc-control.js';
import { writeHdlcFrame } from './hdlc-frame.js';
import { LLC_REQUEST } from './hdlc-llc.js';
import { joinOctets } from './octets.js';
import { writePlc } from './plc.js';
import { writePlcHdlc } from './plc-hdlc.js';
import { writeSms } from './sms.js';
import { writeWrapper } from './wrapper.js';

type HdlcDetails = Extract<LinkDetails, { readonly type: 'HDLC' }>;

const SEQUENCE_MODULUS = 8;

/**
 * Puts a client's answer into the link layer that its request came in, from the receiver of the request to its sender:
 * wrapper ports and addresses change places; HDLC answers UI with UI, and I with the I frame that is due. Blocks of a
 * request are none of its answer's.
 *
 * @param link of the frames that carried the request
 * @returns undefined where nothing can be sent to the other side in this way: M-Bus, wired or not, and HDLC frames that
 *   carry no APDU
 * @throws RangeError when the answer does not fit one frame
 */
export function writeLinkAnswer(apdu: Uint8Array, link: LinkDetails): Uint8Array | undefined {
  switch (link.type) {
    case 'PDU':
      return apdu;
    case 'WRAPPER':
      return writeWrapper(apdu, {
        sourcePort: link.destinationPort,
        destinationPort: link.sourcePort,
      });
    case 'HDLC':
      return hdlcAnswer(apdu, link);
    case 'SMS':
      return writeSms(apdu, {
        sourceAddress: link.destinationAddress,
        destinationAddress: link.sourceAddress,
      });
    case 'Plc':
      return writePlc(apdu, {
        sourceMac: link.destinationMac,
        destinationMac: link.sourceMac,
        sourceLsap: link.destinationLsap,
        destinationLsap: link.sourceLsap,
      });
    case 'WiredMBus':
    case 'WirelessMBus':
      return undefined;
  }
}

function hdlcAnswer(apdu: Uint8Array, link: HdlcDetails): Uint8Array | undefined {
  const control = controlOfAnswer(link);
  if (control === undefined) return undefined;
  const frame = writeHdlcFrame({
    segmented: false,
    destination: link.source,
    source: link.destination,
    control,
    information: joinOctets([Uint8Array.from(LLC_REQUEST), apdu]),
  });
  const { mac } = link;
  if (mac === undefined) return frame;
  return writePlcHdlc(frame, { sourceMac: mac.destinationMac, destinationMac: mac.sourceMac });
}

/** UI frames are not numbered, and no answer to ours is asked for. An I frame acknowledges the one it answers. */
function controlOfAnswer({ control: octet }: HdlcDetails): HdlcControl | undefined {
  const control = readHdlcControl(octet);
  if (control?.type === 'UI') return { type: 'UI', pollFinal: false };
  if (control?.type !== 'I') return undefined;
  return {
    type: 'I',
    sendSequence: control.receiveSequence,
    receiveSequence: (control.sendSequence + 1) % SEQUENCE_MODULUS,
    pollFinal: true,
  };
}
