import type { InterfaceType } from '../link/framer.js';
import { beginsModeE, modeEText } from '../link/mode-e.js';
import { readPrimeNotice } from '../link/prime-notice.js';
import { SMS_HEADER_LENGTH } from '../link/sms.js';
import { WRAPPER_HEADER_LENGTH } from '../link/wrapper.js';
import type { ExplainedField } from './explanation.js';
import { hdlcFields } from './hdlc-fields.js';
import { LinkFields } from './link-fields.js';
import { plcFields, plcHdlcFields } from './plc-fields.js';
import { countText } from './texts.js';
import type { Span } from './watched-link.js';
import { wiredMBusFields } from './wired-mbus-fields.js';
import { wirelessMBusFields } from './wireless-mbus-fields.js';
import { wrapperFields } from './wrapper-fields.js';

const HDLC_FLAG = 0x7e;
const MBUS_START = 0x68;

/** Where a frame stands, and what is known of it. */
export interface FramePlace {
  readonly kind: Span['kind'];
  readonly start: number;
  readonly end: number;
  /** False when its first octet, a flag, closes the frame before. */
  readonly flagIsOurs: boolean;
}

/** The fields of a frame, good or not, of the interface type; none where nothing is known of them. */
export function frameFields(
  octets: Uint8Array,
  interfaceType: InterfaceType,
  { kind, start, end, flagIsOurs }: FramePlace,
): ExplainedField[] {
  const isNoise = kind === 'noise';
  switch (interfaceType) {
    case 'HDLC':
    case 'HdlcWithModeE':
      if (octets[start] === HDLC_FLAG) return hdlcFields(octets, start, end, flagIsOurs);
      return kind === 'frame' ? modeEFields(octets, start, end) : [];
    case 'WRAPPER':
    case 'LPWAN':
    case 'WiSun':
    case 'PlcPrime':
      return isNoise ? [] : wrapperFields(octets, start, end);
    case 'PrimeDcWrapper':
      return isNoise ? [] : primeFields(octets, start, end);
    case 'WiredMBus':
      return octets[start] === MBUS_START && !isNoise
        ? wiredMBusFields(octets, start, end, kind === 'frame')
        : [];
    case 'WirelessMBus':
      return isNoise ? [] : wirelessMBusFields(octets, start, end);
    case 'Plc':
      return isNoise ? [] : plcFields(octets, start, end);
    case 'PlcHdlc':
      return isNoise ? [] : plcHdlcFields(octets, start, end);
    case 'SMS':
      return isNoise ? [] : smsFields(octets, start, end);
    case 'PDU':
    case 'Auto':
      return [];
  }
}

function smsFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  w.add('source', 1, String(w.peek()));
  w.add('destination', 1, String(w.peek()));
  const length = Math.max(0, end - start - SMS_HEADER_LENGTH);
  w.add('data', length, `${countText(length, 'octet')}, the APDU`);
  return w.finish();
}

function modeEFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  if (!beginsModeE(octets[start] ?? 0)) return [];
  const w = new LinkFields(octets, start, end);
  w.add('line of mode E', end - start, modeEText(octets.subarray(start, end)));
  return w.finish();
}

/** The wrapper's fields; the message of a concentrator in place of an APDU. */
function primeFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  const fields = wrapperFields(octets, start, end);
  const notice = readPrimeNotice(octets.subarray(start + WRAPPER_HEADER_LENGTH, end));
  if (notice === undefined) return fields;
  return fields.map((field) =>
    field.name === 'data'
      ? { ...field, name: 'message', meaning: notice.name.replaceAll('-', ' ') }
      : field,
  );
}
