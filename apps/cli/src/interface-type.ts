import { INTERFACE_TYPES, recogniseInterfaceType, type InterfaceType } from '@dlms-telemetry/dlms';
import { UsageError } from './errors.js';

/** What `--interface` takes; `none` is another word for PDU. */
export const INTERFACE_NAMES = [...INTERFACE_TYPES, 'none'] as const;

const LLC_LENGTH = 3;

/** Octets of one stream, and how they are framed. */
export interface Framed {
  readonly interfaceType: InterfaceType;
  readonly octets: Uint8Array;
}

/**
 * Reads the octets as the given interface type, or as the one that their beginning speaks for.
 *
 * @param name one of `INTERFACE_NAMES`; `Auto`, or undefined, to recognise it
 * @throws UsageError for any other
 */
export function framedAs(octets: Uint8Array, name: string | undefined): Framed {
  const interfaceType =
    name === undefined || name === 'Auto'
      ? (recogniseInterfaceType(octets) ?? 'PDU')
      : interfaceTypeOf(name);
  return { interfaceType, octets: interfaceType === 'PDU' ? withoutLlc(octets) : octets };
}

/** The interface type of that name, in any case of letters. */
export function interfaceNameOf(text: string): (typeof INTERFACE_NAMES)[number] | undefined {
  return INTERFACE_NAMES.find((name) => name.toLowerCase() === text.toLowerCase());
}

function interfaceTypeOf(name: string): InterfaceType {
  const known = interfaceNameOf(name);
  if (known === undefined) throw new UsageError(`no link layer is called ${name}`);
  return known === 'none' ? 'PDU' : known;
}

/** Some readers take the HDLC frame off and leave the LLC header (Green Book 8.3.2) on. */
function withoutLlc(octets: Uint8Array): Uint8Array {
  const [destination, source, quality] = octets;
  const isLlc = destination === 0xe6 && (source === 0xe6 || source === 0xe7) && quality === 0;
  return isLlc ? octets.subarray(LLC_LENGTH) : octets;
}
