import { VERSION } from '../link/wrapper.js';
import type { ExplainedField } from './explanation.js';
import { LinkFields } from './link-fields.js';
import { countText } from './texts.js';

/** Ports with a meaning of their own (Green Book 7.3.2.3). */
const PORTS: Readonly<Record<number, string>> = {
  0: 'no station',
  1: 'management: client process, or logical device',
  16: 'public client',
};

/** The fields of a frame with the wrapper's header (Green Book 7.3.2), as far as its octets go. */
export function wrapperFields(octets: Uint8Array, start: number, end: number): ExplainedField[] {
  const w = new LinkFields(octets, start, end);
  const u16 = (): number => (w.peek() << 8) | w.peek(1);
  w.add('version', 2, u16() === VERSION ? String(VERSION) : `${u16()}, no version of the wrapper`);
  w.add('source-wPort', 2, portText(u16()));
  w.add('destination-wPort', 2, portText(u16()));
  const length = u16();
  w.add('length', 2, countText(length, 'octet'));
  w.add('data', length, `${countText(length, 'octet')}, the APDU`);
  return w.finish();
}

function portText(port: number): string {
  const name = PORTS[port];
  return name === undefined ? String(port) : `${port}, ${name}`;
}
