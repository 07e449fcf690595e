import { LAST_SEGMENT, SEGMENT_COUNT } from '../link/telegram-reassembly.js';
import { checksum, HEADER_LENGTH, TRAILER_LENGTH } from '../link/wired-mbus.js';
import type { ExplainedField } from './explanation.js';
import { LinkFields } from './link-fields.js';
import { countText } from './texts.js';

const SEND_USER_DATA = 0x53;
const BROADCAST = 0xff;
const NO_STATION = 0xfe;
/** CI of the DLMS transport layer goes no higher. */
const LAST_DLMS_CI = SEGMENT_COUNT | LAST_SEGMENT;

/** The fields of a wired M-Bus long frame (EN 13757-2, -3), as far as its octets go. @param isWhole it has its trailer */
export function wiredMBusFields(
  octets: Uint8Array,
  start: number,
  end: number,
  isWhole: boolean,
): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  const l = w.peek(1);
  w.add('start', 1);
  w.add('L', 1, countText(l, 'octet'));
  w.add('L again', 1, countText(w.peek(), 'octet'));
  w.add('start again', 1);
  const dataEnd = isWhole ? end - TRAILER_LENGTH : start + HEADER_LENGTH + l;
  w.add('C', 1, w.peek() === SEND_USER_DATA ? 'SND_UD: user data is sent' : undefined);
  w.add('A', 1, addressText(w.peek()));
  w.add('CI', 1, ciText(w.peek()));
  w.add('STSAP', 1, String(w.peek()));
  w.add('DTSAP', 1, String(w.peek()));
  const length = dataEnd - w.at;
  w.add('data', length, `${countText(length, 'octet')} of the APDU`);
  const sum = checksum(octets, start + HEADER_LENGTH, Math.min(w.at, end));
  w.add('checksum', 1, w.peek() === sum ? 'right' : 'wrong');
  w.add('stop', 1);
  return w.finish();
}

function addressText(address: number): string {
  if (address === BROADCAST) return 'broadcast';
  return address === NO_STATION ? 'any single station' : `station ${address}`;
}

function ciText(ci: number): string {
  if (ci > LAST_DLMS_CI) return 'no telegram of DLMS/COSEM';
  const last = (ci & LAST_SEGMENT) === 0 ? 'more follow' : 'last';
  return `telegram ${ci & SEGMENT_COUNT}, ${last}`;
}
