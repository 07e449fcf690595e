import { readHdlcAddress, type LinkDetails } from '@dlms-telemetry/dlms';
import type { Candidate } from '@dlms-telemetry/registry';

/** Between which application processes the link layer carried an APDU. */
export interface LogicalAddresses {
  /** Ours: the destination. */
  readonly client: number;
  /** The meter's: the source. */
  readonly server: number;
}

/** Up to here two parts are counted in steps of 128, beyond it in steps of 16384 (as Gurux counts). */
const SMALL_PART = 0x7f;
const SMALL_STEP = 128;
const LARGE_STEP = 16_384;

/** The addresses of a push, from the meter to us; undefined for a link layer that has none. */
export function logicalAddressesOf(link: LinkDetails): LogicalAddresses | undefined {
  switch (link.type) {
    case 'HDLC':
      return { client: hdlcNumber(link.destination), server: hdlcNumber(link.source) };
    case 'WRAPPER':
      return { client: link.destinationPort, server: link.sourcePort };
    case 'Plc':
      return { client: link.destinationLsap, server: link.sourceLsap };
    case 'WiredMBus':
    case 'WirelessMBus':
    case 'SMS':
      return { client: link.destinationAddress, server: link.sourceAddress };
    case 'PDU':
      return undefined;
  }
}

function hdlcNumber(octets: Uint8Array): number {
  const { upper, lower } = readHdlcAddress(octets);
  if (lower === undefined) return upper;
  const step = upper <= SMALL_PART && lower <= SMALL_PART ? SMALL_STEP : LARGE_STEP;
  return upper * step + lower;
}

/** Whether a candidate sends between these addresses; -1 stands for any. */
export function sendsBetween(
  { clientAddress, serverAddress }: Candidate,
  { client, server }: LogicalAddresses,
): boolean {
  return (
    (clientAddress === ANY || clientAddress === client) &&
    (serverAddress === ANY || serverAddress === server)
  );
}

/** Any address. */
export const ANY = -1;
