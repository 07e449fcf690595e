import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { isPrintable } from '../codec/text.js';
import type { CipheredContent } from '../security/ciphered-content.js';
import { readCipheredContent, writeCipheredContent } from '../security/ciphered-content.js';

/** Tags of one service in the clear, under the global and under the dedicated key (Green Book 9.5, XDLMS-APDU). */
const SERVICES = {
  'initiate-request': 0x01,
  'read-request': 0x05,
  'write-request': 0x06,
  'initiate-response': 0x08,
  'read-response': 0x0c,
  'write-response': 0x0d,
  'confirmed-service-error': 0x0e,
  'unconfirmed-write-request': 0x16,
  'information-report-request': 0x18,
  'get-request': 0xc0,
  'set-request': 0xc1,
  'event-notification-request': 0xc2,
  'action-request': 0xc3,
  'get-response': 0xc4,
  'set-response': 0xc5,
  'action-response': 0xc7,
} as const;

/** From 0xc0 on the ciphered tags are 8 and 16 above the plain one, below 0x20 and 0x40. */
const FIRST_LN_TAG = 0xc0;

/** Fewer printable octets are no text, but an APDU cut short. */
const TEXT_OCTETS = 8;

type Service = keyof typeof SERVICES;

/** Which key a service is ciphered with: the one of all clients, or that of the association. */
type KeyKind = 'glo' | 'ded';

/** The kind of a service-specific ciphered APDU but glo-event-notification-request, which has a file of its own. */
export type ServiceCipheringType = Exclude<
  `${KeyKind}-${Service}`,
  'glo-event-notification-request'
>;

/**
 * A service that is ciphered as such: the tag says which service it is, no system title is sent (Green Book 9.5).
 *
 * ```
 * 21..38, C8..CF (global key), 41..58, D0..D7 (dedicated key) | ciphered content
 * ```
 */
export interface ServiceCiphering {
  readonly type: ServiceCipheringType;
  readonly content: CipheredContent;
}

interface Tags {
  readonly type: ServiceCipheringType;
  readonly tag: number;
  readonly plainTag: number;
}

const ALL: readonly Tags[] = (Object.keys(SERVICES) as Service[]).flatMap((service) => {
  const plainTag = SERVICES[service];
  const step = plainTag < FIRST_LN_TAG ? 0x20 : 0x08;
  const dedicated = { type: `ded-${service}`, tag: plainTag + 2 * step, plainTag } as const;
  if (service === 'event-notification-request') return [dedicated];
  return [{ type: `glo-${service}`, tag: plainTag + step, plainTag } as const, dedicated];
});

const BY_TAG: ReadonlyMap<number, Tags> = new Map(ALL.map((tags) => [tags.tag, tags]));
const BY_TYPE: ReadonlyMap<string, Tags> = new Map(ALL.map((tags) => [tags.type, tags]));

/** The first octet of the APDU inside a service-specific ciphered one; undefined for any other kind. */
export function plainTagOf(type: string): number | undefined {
  if (type === 'glo-event-notification-request') return SERVICES['event-notification-request'];
  return BY_TYPE.get(type)?.plainTag;
}

/** Whether an APDU is ciphered with the key of its association. */
export function isDedicated(type: string): boolean {
  return type.startsWith('ded-') || type === 'general-ded-ciphering';
}

/**
 * Reads what follows the tag.
 *
 * @returns undefined when the tag is of no APDU of this kind, or begins a text
 * @throws DecodeError `security.*`
 */
export function readServiceCiphering(r: ByteReader, tag: number): ServiceCiphering | undefined {
  const tags = BY_TAG.get(tag);
  if (tags === undefined || isText(tag, r)) return undefined;
  return { type: tags.type, content: readCipheredContent(r) };
}

/**
 * The tags of short name services are signs and letters in ASCII, so that a text begins like one of them. A ciphered
 * content is one octet string to the end, and its counter is hardly ever four printable octets.
 */
function isText(tag: number, r: ByteReader): boolean {
  if (tag >= FIRST_LN_TAG || r.remaining < TEXT_OCTETS) return false;
  if (r.peek() === r.remaining - 1) return false;
  return isPrintable(r.bytes.subarray(r.offset, r.offset + TEXT_OCTETS));
}

export function writeServiceCiphering(w: ByteWriter, pdu: ServiceCiphering): void {
  w.u8(BY_TYPE.get(pdu.type)?.tag ?? 0);
  writeCipheredContent(w, pdu.content);
}
