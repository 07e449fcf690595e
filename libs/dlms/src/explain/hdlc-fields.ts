import { DecodeError } from '../errors.js';
import { checks } from '../link/frame-check-sequence.js';
import { readHdlcAddress } from '../link/hdlc-address.js';
import { readHdlcControl } from '../link/hdlc-control.js';
import { MAX_HDLC_LENGTH } from '../link/hdlc-header.js';
import { hasLlc, LLC_LENGTH, LLC_REQUEST } from '../link/hdlc-llc.js';
import { readHdlcParameters } from '../link/hdlc-parameters.js';
import type { ExplainedField } from './explanation.js';
import { LinkFields } from './link-fields.js';
import { countText } from './texts.js';

const FORMAT_LENGTH = 2;
const FORMAT_DIGIT = 0xa0;
const SEGMENTATION_BIT = 0x0800;
const CHECK_LENGTH = 2;
const LONGEST_ADDRESS = 4;

/**
 * The fields of an HDLC frame of format type 3 (Green Book 8.4), as far as its octets go and make sense.
 *
 * @param flagIsOurs false when the opening flag closes the frame before
 */
export function hdlcFields(
  octets: Uint8Array,
  start: number,
  end: number,
  flagIsOurs: boolean,
): ExplainedField[] {
  const w = new LinkFields(octets, flagIsOurs ? start : start + 1, end);
  const first = start + 1;
  if (flagIsOurs) w.add('opening flag', 1);
  if ((w.peek() & 0xf0) !== FORMAT_DIGIT || w.remaining < FORMAT_LENGTH) return w.finish();
  const format = (w.peek() << 8) | w.peek(1);
  const length = format & MAX_HDLC_LENGTH;
  const segmented = (format & SEGMENTATION_BIT) !== 0;
  w.add('frame-format', FORMAT_LENGTH, formatText(length, segmented));
  if (!addAddress(w, 'destination-address') || !addAddress(w, 'source-address')) return w.finish();
  const control = w.peek();
  w.add('control', 1, controlText(control));
  const headerLength = w.at - first;
  if (length > headerLength + CHECK_LENGTH && !addInformation(w, first, length, control))
    return w.finish();
  addCheck(w, 'FCS', first);
  if (w.remaining === 1) w.add('closing flag', 1);
  return w.finish();
}

/** HCS and information field. @returns false when the header is not right, so that its length means nothing */
function addInformation(w: LinkFields, first: number, length: number, control: number): boolean {
  if (!addCheck(w, 'HCS', first)) return false;
  const informationLength = first + length - CHECK_LENGTH - w.at;
  const type = readHdlcControl(control)?.type;
  if (type !== 'I' && type !== 'UI') {
    w.add('information', informationLength, parametersText(w.view(informationLength)));
    return true;
  }
  const withLlc = hasLlc(w.view(informationLength));
  if (withLlc) w.add('LLC header', LLC_LENGTH, llcText(w.peek(1)));
  const rest = informationLength - (withLlc ? LLC_LENGTH : 0);
  w.add('information', rest, `${countText(rest, 'octet')} of the APDU`);
  return true;
}

/** @returns whether the check sequence over all from `first` on is right; true also when its octets lack */
function addCheck(w: LinkFields, name: string, first: number): boolean {
  if (w.remaining < CHECK_LENGTH) {
    w.add(name, CHECK_LENGTH);
    return true;
  }
  const right = checks(w.octets, first, w.at);
  w.add(name, CHECK_LENGTH, right ? 'right' : 'wrong');
  return right;
}

/** @returns false when there is no address: its end mark is missing */
function addAddress(w: LinkFields, name: string): boolean {
  for (let length = 1; length <= LONGEST_ADDRESS; length++) {
    const octet = w.peek(length - 1);
    if (octet === -1) return false;
    if ((octet & 1) === 0) continue;
    const text = addressText(w.view(length));
    if (text === undefined) return false;
    w.add(name, length, text);
    return true;
  }
  return false;
}

function addressText(octets: Uint8Array): string | undefined {
  try {
    const { upper, lower } = readHdlcAddress(octets);
    return lower === undefined ? String(upper) : `upper ${upper}, lower ${lower}`;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function formatText(length: number, segmented: boolean): string {
  return `type 3, ${countText(length, 'octet')}${segmented ? ', more segments follow' : ''}`;
}

function controlText(octet: number): string | undefined {
  const control = readHdlcControl(octet);
  if (control === undefined) return 'no such control field';
  const parts: string[] = [control.type];
  if ('sendSequence' in control) parts.push(`N(S) ${control.sendSequence}`);
  if ('receiveSequence' in control) parts.push(`N(R) ${control.receiveSequence}`);
  if (control.pollFinal) parts.push('poll/final');
  return parts.join(', ');
}

function llcText(source: number): string {
  return source === LLC_REQUEST[1] ? 'to a server' : 'from a server';
}

function parametersText(information: Uint8Array): string | undefined {
  try {
    const parameters = readHdlcParameters(information);
    return [
      `information sent ${parameters.maxInformationTransmit}`,
      `received ${parameters.maxInformationReceive}`,
      `window sent ${parameters.windowTransmit}`,
      `received ${parameters.windowReceive}`,
    ].join(', ');
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
