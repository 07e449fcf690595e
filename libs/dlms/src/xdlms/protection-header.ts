import type { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import { readSystemTitle } from '../security/ciphered-content.js';
import { readPduDateTime, writePduDateTime } from './pdu-date-time.js';

const NO_OCTETS = new Uint8Array(0);

/**
 * The five fields at the start of general-ciphering and general-signing (Green Book 9.2.7.2.4.8, 9.2.7.2.5): octet
 * strings, each with its length, empty ones too.
 */
export interface ProtectionHeader {
  /** Pairs a request with its response; the nonce of a key agreed on by C(0e,2s). */
  readonly transactionId: Uint8Array;
  /** Who applied this protection: 8 octets, or none. */
  readonly originatorSystemTitle: Uint8Array;
  /** Who is to check and remove it: 8 octets, or none. */
  readonly recipientSystemTitle: Uint8Array;
  /** 12 octets; null where it is left out. */
  readonly dateTime: Uint8Array | null;
  readonly otherInformation: Uint8Array;
  /** The five fields as they stand on the wire, lengths included: what tag and signature cover. */
  readonly header: Uint8Array;
}

/**
 * Reads the five fields as views.
 *
 * @throws DecodeError `security.system-title`, `security.truncated`, `apdu.date-time`, `apdu.truncated`, `apdu.length`
 */
export function readProtectionHeader(r: ByteReader): ProtectionHeader {
  const start = r.offset;
  const transactionId = r.octets('transaction-id');
  const originatorSystemTitle = readSystemTitle(r, 'originator-system-title');
  const recipientSystemTitle = readSystemTitle(r, 'recipient-system-title');
  const dateTime = readPduDateTime(r);
  const otherInformation = r.octets('other-information');
  return {
    transactionId,
    originatorSystemTitle,
    recipientSystemTitle,
    dateTime,
    otherInformation,
    header: r.bytes.subarray(start, r.offset),
  };
}

/** Reads fields of a protection: too few octets are its fault, not that of the APDU inside. @throws what `read` throws */
export function withinProtection<T>(r: ByteReader, read: (r: ByteReader) => T): T {
  try {
    return read(r);
  } catch (error) {
    if (!(error instanceof DecodeError && error.code === 'apdu.truncated')) throw error;
    throw new DecodeError('security.truncated', error.message, error.offset, error);
  }
}

/** The header with these fields; what is left out is empty. */
export function createProtectionHeader(
  fields: Partial<Omit<ProtectionHeader, 'header'>>,
): ProtectionHeader {
  const whole = {
    transactionId: fields.transactionId ?? NO_OCTETS,
    originatorSystemTitle: fields.originatorSystemTitle ?? NO_OCTETS,
    recipientSystemTitle: fields.recipientSystemTitle ?? NO_OCTETS,
    dateTime: fields.dateTime ?? null,
    otherInformation: fields.otherInformation ?? NO_OCTETS,
  };
  const w = new ByteWriter();
  w.octets(whole.transactionId);
  w.octets(whole.originatorSystemTitle);
  w.octets(whole.recipientSystemTitle);
  writePduDateTime(w, whole.dateTime);
  w.octets(whole.otherInformation);
  return { ...whole, header: w.finish() };
}
