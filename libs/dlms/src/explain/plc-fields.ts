import { crc24 } from '../link/crc-24.js';
import { checks } from '../link/frame-check-sequence.js';
import { CRC_24_LENGTH, NUMBER_LENGTH, plcHdlcLength } from '../link/plc-hdlc.js';
import { CHECK_LENGTH, PLC_HEADER_LENGTH, readMac, SUBFRAME } from '../link/plc.js';
import type { ExplainedField } from './explanation.js';
import { hdlcFields } from './hdlc-fields.js';
import { LinkFields } from './link-fields.js';
import { countText } from './texts.js';

const MAC_LENGTH = 3;
const LLC_LENGTH = 3;

/** Addresses of the MAC layer with a meaning of their own (IEC 61334-5-1). */
const MAC_ADDRESSES: Readonly<Record<number, string>> = {
  0x000: 'no body',
  0xc00: 'initiator',
  0xc01: 'initiator',
  0xffe: 'new meter',
  0xfff: 'all',
};

/** The fields of a frame of IEC 61334-4-32 over S-FSK, as far as its octets go. */
export function plcFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  w.add('start', 1);
  const length = w.peek();
  w.add('length', 1, countText(length, 'octet'));
  w.add('frame type', 1);
  const pad = addMac(w, octets);
  if (w.remaining < LLC_LENGTH) return w.finish();
  w.add('LLC control', 1, 'DL_Data');
  w.add('DSAP', 1, String(w.peek()));
  w.add('SSAP', 1, String(w.peek()));
  const data = Math.max(0, length - PLC_HEADER_LENGTH);
  w.add('data', data, `${countText(data, 'octet')} of the APDU`);
  w.add('padding', pad, countText(pad, 'octet'));
  w.add('FCS', CHECK_LENGTH, checks(octets, start, w.at) ? 'right' : 'wrong');
  return w.finish();
}

/** The fields of an S-FSK MAC frame with HDLC in it, as far as its octets go. */
export function plcHdlcFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  const length = plcHdlcLength(octets, start) ?? 0;
  w.add('NS', NUMBER_LENGTH, countText(length / SUBFRAME, 'subframe'));
  const pad = addMac(w, octets);
  const hdlcLength = start + length - CRC_24_LENGTH - pad - w.at;
  const hdlcStart = w.at;
  w.addWithParts('HDLC frame', Math.max(0, hdlcLength), (from, to) =>
    hdlcFields(octets, from, to, true),
  );
  if (w.at === hdlcStart) return w.finish();
  w.add('padding', pad, countText(pad, 'octet'));
  const crc = crc24(octets, start + NUMBER_LENGTH, w.at);
  const sent = (w.peek() << 16) | (w.peek(1) << 8) | w.peek(2);
  w.add('CRC', CRC_24_LENGTH, sent === crc ? 'right' : 'wrong');
  return w.finish();
}

/** Credit, addresses and pad. @returns octets of padding */
function addMac(w: LinkFields, octets: Uint8Array): number {
  const credit = w.peek();
  w.add('credit', 1, `initial ${credit >>> 5}, current ${(credit >>> 2) & 7}, delta ${credit & 3}`);
  const { sourceMac, destinationMac } = readMac(octets, w.at);
  w.add('MAC addresses', MAC_LENGTH, `${macText(sourceMac)} to ${macText(destinationMac)}`);
  const pad = Math.max(0, w.peek());
  w.add('pad length', 1, countText(pad, 'octet'));
  return pad;
}

function macText(address: number): string {
  return MAC_ADDRESSES[address] ?? address.toString(16).padStart(3, '0');
}
