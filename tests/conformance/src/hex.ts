import { fromHex } from '@dlms-telemetry/dlms';
import type { Json } from './vector.js';
import { textOf } from './vector.js';

/** The octets that a vector writes as hex. @throws Error on what is no hex */
export function octetsOf(json: Json | undefined): Uint8Array {
  const octets = fromHex(textOf(json));
  if (octets === undefined) throw new Error(`not hex: ${textOf(json)}`);
  return octets;
}

/** The octets that a vector writes as hex; undefined where it writes none. */
export function optionalOctets(json: Json | undefined): Uint8Array | undefined {
  return typeof json === 'string' ? octetsOf(json) : undefined;
}
