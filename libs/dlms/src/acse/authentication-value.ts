import {
  BER_OBJECT_IDENTIFIER,
  closeBer,
  openBer,
  readBerBits,
  readBerElement,
  writeBer,
  writeBerBits,
  writeBerNested,
} from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  type ObjectIdentifier,
  readObjectIdentifier,
  writeObjectIdentifier,
} from '../codec/object-identifier.js';
import { DecodeError } from '../errors.js';

const CHARSTRING = 0x80;
const BITSTRING = 0x81;
const EXTERNAL = 0xa2;
const OTHER = 0xa3;

/** Authentication-value: a password or a challenge. DLMS/COSEM itself uses `charstring`, with any octets in it. */
export type AuthenticationValue =
  | { readonly choice: 'charstring'; readonly value: Uint8Array }
  /** A text of `0` and `1`. */
  | { readonly choice: 'bitstring'; readonly value: string }
  /** The octets of an EXTERNAL without its tag and length. */
  | { readonly choice: 'external'; readonly value: Uint8Array }
  | {
      readonly choice: 'other';
      readonly mechanismName: ObjectIdentifier;
      /** One BER element, whole. */
      readonly value: Uint8Array;
    };

/** Reads the CHOICE. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.ber-length` */
export function readAuthenticationValue(r: ByteReader): AuthenticationValue {
  const { tag, start, contents } = readBerElement(r);
  switch (tag) {
    case CHARSTRING:
      return { choice: 'charstring', value: contents.rest('charstring') };
    case BITSTRING:
      return { choice: 'bitstring', value: readBerBits(contents) };
    case EXTERNAL:
      return { choice: 'external', value: contents.rest('external') };
    case OTHER:
      return readOther(contents);
    default:
      throw new DecodeError(
        'apdu.malformed',
        `no authentication value has the tag ${tag.toString(16)}`,
        start,
      );
  }
}

function readOther(contents: ByteReader): AuthenticationValue {
  const mechanismName = readObjectIdentifier(
    openBer(contents, BER_OBJECT_IDENTIFIER, 'other-mechanism-name'),
  );
  const { start } = readBerElement(contents);
  closeBer(contents, 'authentication value');
  return {
    choice: 'other',
    mechanismName,
    value: contents.bytes.subarray(start, contents.offset),
  };
}

export function writeAuthenticationValue(w: ByteWriter, value: AuthenticationValue): void {
  switch (value.choice) {
    case 'charstring':
      writeBer(w, CHARSTRING, value.value);
      break;
    case 'bitstring':
      writeBerBits(w, BITSTRING, value.value);
      break;
    case 'external':
      writeBer(w, EXTERNAL, value.value);
      break;
    case 'other':
      writeBerNested(w, OTHER, (contents) => {
        writeBer(contents, BER_OBJECT_IDENTIFIER, writeObjectIdentifier(value.mechanismName));
        contents.bytes(value.value);
      });
      break;
  }
}
