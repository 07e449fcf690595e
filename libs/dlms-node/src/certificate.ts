import { X509Certificate } from 'node:crypto';
import { type Curve, fromHex } from '@dlms-telemetry/dlms';
import {
  DER_BIT_STRING,
  DER_OBJECT_IDENTIFIER,
  DER_OCTET_STRING,
  type DerElement,
  derElements,
} from './der.js';
import type { PublicKey } from './ec-keys.js';
import { rawPublicKey } from './ec-keys.js';
import { KeyFormatError } from './errors.js';

const SYSTEM_TITLE_OCTETS = 8;

/** Object identifiers as hex of their contents. */
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const KEY_USAGE = '551d0f';
const COMMON_NAME = '550403';
const UNIQUE_IDENTIFIER = '55042d';
const HARDWARE_MODULE_NAME = '2b06010505070804';

/** Context tags inside a certificate and inside a general name. */
const EXTENSIONS_TAG = 0xa3;
const VERSION_TAG = 0xa0;
const OTHER_NAME_TAG = 0xa0;
const EXPLICIT_VALUE_TAG = 0xa0;

/** Bits of the first octet of KeyUsage. */
const DIGITAL_SIGNATURE = 0x80;
const KEY_AGREEMENT = 0x08;

/** What a certificate of a DLMS/COSEM party says (Green Book 9.2.6.4). */
export interface Certificate {
  readonly curve: Curve;
  /** x || y. */
  readonly publicKey: Uint8Array;
  /** Of the party, 8 octets; null where the certificate names none. */
  readonly systemTitle: Uint8Array | null;
  /** What the key may be used for; both where the certificate does not say. */
  readonly forSigning: boolean;
  readonly forKeyAgreement: boolean;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/**
 * Reads a certificate: PEM, DER, or DER written as hex. Neither its validity nor its issuer is checked.
 *
 * The system title stands in the hardware module name of the subject's alternative name, else in the subject: as its
 * unique identifier, or as 16 hex digits of its common name.
 *
 * @throws KeyFormatError `key.format`, `key.curve`
 */
export function readCertificate(source: string | Uint8Array): Certificate {
  const x509 = parsed(source);
  const { curve, publicKey } = publicKeyIn(x509);
  const fields = tbsFields(new Uint8Array(x509.raw));
  const extensions = extensionsOf(fields);
  const usage = usageOf(extensions.get(KEY_USAGE));
  return {
    curve,
    publicKey,
    systemTitle: hardwareTitle(extensions.get(SUBJECT_ALTERNATIVE_NAME)) ?? subjectTitle(fields),
    forSigning: (usage & DIGITAL_SIGNATURE) !== 0,
    forKeyAgreement: (usage & KEY_AGREEMENT) !== 0,
    validFrom: x509.validFromDate,
    validTo: x509.validToDate,
  };
}

function publicKeyIn(x509: X509Certificate): PublicKey {
  let key;
  try {
    key = x509.publicKey;
  } catch (error) {
    throw new KeyFormatError('key.format', 'the certificate holds no public key', error);
  }
  return rawPublicKey(key);
}

function parsed(source: string | Uint8Array): X509Certificate {
  const octets = typeof source === 'string' ? (fromHex(source) ?? source) : source;
  try {
    return new X509Certificate(octets);
  } catch (error) {
    throw new KeyFormatError('key.format', 'this is no X.509 certificate', error);
  }
}

/** The fields of what is signed in a certificate, without its version (RFC 5280, 4.1). */
function tbsFields(certificate: Uint8Array): readonly DerElement[] {
  const [whole] = derElements(certificate);
  const [tbs] = derElements(whole?.contents ?? certificate);
  const fields = derElements(tbs?.contents ?? certificate);
  return fields[0]?.tag === VERSION_TAG ? fields.slice(1) : fields;
}

/** The extensions by their object identifier. */
function extensionsOf(fields: readonly DerElement[]): ReadonlyMap<string, Uint8Array> {
  const field = fields.find(({ tag }) => tag === EXTENSIONS_TAG);
  const [list] = derElements(field?.contents ?? new Uint8Array(0));
  const found = new Map<string, Uint8Array>();
  for (const extension of derElements(list?.contents ?? new Uint8Array(0))) {
    const parts = derElements(extension.contents);
    const value = parts.find(({ tag }) => tag === DER_OCTET_STRING);
    if (value !== undefined) found.set(identifierOf(parts), value.contents);
  }
  return found;
}

function usageOf(extension: Uint8Array | undefined): number {
  const [bits] = derElements(extension ?? new Uint8Array(0));
  if (bits?.tag !== DER_BIT_STRING) return DIGITAL_SIGNATURE | KEY_AGREEMENT;
  // The first octet counts the bits that are not used.
  return bits.contents[1] ?? 0;
}

/** The serial number in a hardware module name (RFC 4108, 5), which is the system title (Green Book 9.2.6.4.4.6). */
function hardwareTitle(extension: Uint8Array | undefined): Uint8Array | null {
  const [names] = derElements(extension ?? new Uint8Array(0));
  for (const name of derElements(names?.contents ?? new Uint8Array(0))) {
    if (name.tag !== OTHER_NAME_TAG) continue;
    const parts = derElements(name.contents);
    const value = parts.find(({ tag }) => tag === EXPLICIT_VALUE_TAG);
    if (identifierOf(parts) !== HARDWARE_MODULE_NAME || value === undefined) continue;
    const [moduleName] = derElements(value.contents);
    const serial = derElements(moduleName?.contents ?? new Uint8Array(0)).find(
      ({ tag }) => tag === DER_OCTET_STRING,
    );
    if (serial?.contents.length === SYSTEM_TITLE_OCTETS) return serial.contents;
  }
  return null;
}

/** Serial number, signature algorithm, issuer and validity stand before the subject. */
const SUBJECT_INDEX = 4;

function subjectTitle(fields: readonly DerElement[]): Uint8Array | null {
  const subject = fields[SUBJECT_INDEX];
  let commonName: Uint8Array | null = null;
  for (const set of derElements(subject?.contents ?? new Uint8Array(0)))
    for (const attribute of derElements(set.contents)) {
      const parts = derElements(attribute.contents);
      const value = parts[1];
      if (value === undefined) continue;
      const identifier = identifierOf(parts);
      if (identifier === UNIQUE_IDENTIFIER && value.contents.length === 1 + SYSTEM_TITLE_OCTETS)
        return value.contents.subarray(1);
      if (identifier === COMMON_NAME) commonName = hexTitle(value.contents);
    }
  return commonName;
}

function hexTitle(text: Uint8Array): Uint8Array | null {
  const title = fromHex(Buffer.from(text).toString('latin1').replace(/[ :-]/g, ''));
  return title?.length === SYSTEM_TITLE_OCTETS ? title : null;
}

function identifierOf(parts: readonly DerElement[]): string {
  const [identifier] = parts;
  if (identifier?.tag !== DER_OBJECT_IDENTIFIER) return '';
  return Buffer.from(identifier.contents).toString('hex');
}
