import type { Notice } from './framer.js';
import { octetAt, u16At } from './octets.js';

/** A message between a PRIME concentrator and its client. */
export type PrimeNotice = Extract<
  Notice,
  { readonly deviceId: number } | { readonly name: 'start-reporting' }
>;

const NEW_DEVICE = 1;
const START_REPORTING = 3;
/** Messages of a type and a device, nothing else. */
const DEVICE_MESSAGES = {
  2: 'removed-device',
  4: 'delete-device',
  5: 'enable-auto-close',
  6: 'disable-auto-close',
} as const;
const DEVICE_MESSAGE_LENGTH = 3;

/** Types that no APDU has as its tag; 5 and 6 are the tags of read-request and write-request. */
const LAST_TYPE_THAT_IS_NO_TAG = 4;

const DLMS_ID_LENGTH_AT = 5;
const DLMS_ID_AT = 6;
const EUI48_LENGTH = 6;
const LONGEST_DLMS_ID = 0xff;

/**
 * Reads what stands in place of an APDU behind the header of the wrapper:
 *
 * ```
 * 1 | device (2) | capabilities (2) | n | DLMS identifier (n) | EUI-48 (6)     new device
 * 2 | device (2)                                                              removed device
 * 3                                                                           start reporting
 * 4, 5, 6 | device (2)                                                        delete, enable and disable auto close
 * ```
 *
 * No standard says so: the layout is that of public implementations on both sides (the base node of a chip maker, a
 * client library). @returns undefined for anything else
 */
export function readPrimeNotice(octets: Uint8Array): PrimeNotice | undefined {
  const type = octetAt(octets, 0);
  if (type === START_REPORTING)
    return octets.length === 1 ? { name: 'start-reporting' } : undefined;
  if (type === NEW_DEVICE) return readNewDevice(octets);
  const name = nameOf(type);
  if (name === undefined || octets.length !== DEVICE_MESSAGE_LENGTH) return undefined;
  return { name, deviceId: u16At(octets, 1) };
}

function readNewDevice(octets: Uint8Array): PrimeNotice | undefined {
  const eui48At = DLMS_ID_AT + octetAt(octets, DLMS_ID_LENGTH_AT);
  if (octets.length !== eui48At + EUI48_LENGTH) return undefined;
  return {
    name: 'new-device',
    deviceId: u16At(octets, 1),
    capabilities: u16At(octets, 3),
    dlmsId: octets.subarray(DLMS_ID_AT, eui48At),
    eui48: octets.subarray(eui48At),
  };
}

function nameOf(type: number): (typeof DEVICE_MESSAGES)[keyof typeof DEVICE_MESSAGES] | undefined {
  return type in DEVICE_MESSAGES
    ? DEVICE_MESSAGES[type as keyof typeof DEVICE_MESSAGES]
    : undefined;
}

/** Whether octets begin as a message of a concentrator and no APDU does. */
export function isPrimeType(type: number): boolean {
  return type >= NEW_DEVICE && type <= LAST_TYPE_THAT_IS_NO_TAG;
}

/**
 * Writes what goes behind the header of the wrapper (`writeWrapper`); concentrators use source 0 and destination 1.
 *
 * @throws RangeError when the DLMS identifier is longer than 255 octets, or the EUI-48 is not 6
 */
export function writePrimeNotice(notice: PrimeNotice): Uint8Array {
  if (notice.name === 'start-reporting') return Uint8Array.of(START_REPORTING);
  if (notice.name === 'new-device') return writeNewDevice(notice);
  const type = Object.entries(DEVICE_MESSAGES).find(([, name]) => name === notice.name)?.[0];
  return Uint8Array.of(Number(type), notice.deviceId >>> 8, notice.deviceId);
}

function writeNewDevice(notice: Extract<PrimeNotice, { readonly name: 'new-device' }>): Uint8Array {
  const { deviceId, capabilities, dlmsId, eui48 } = notice;
  if (dlmsId.length > LONGEST_DLMS_ID || eui48.length !== EUI48_LENGTH)
    throw new RangeError('a DLMS identifier has 255 octets at most, an EUI-48 has 6');
  const octets = new Uint8Array(DLMS_ID_AT + dlmsId.length + EUI48_LENGTH);
  octets.set([NEW_DEVICE, deviceId >>> 8, deviceId, capabilities >>> 8, capabilities]);
  octets[DLMS_ID_LENGTH_AT] = dlmsId.length;
  octets.set(dlmsId, DLMS_ID_AT);
  octets.set(eui48, DLMS_ID_AT + dlmsId.length);
  return octets;
}
