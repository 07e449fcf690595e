import { readBerInteger, writeBerInteger } from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { type FieldTable, fieldTable, readFields } from './field-table.js';
import {
  USER_INFORMATION_TAG,
  type UserInformation,
  readUserInformation,
  writeUserInformation,
} from './user-information.js';

const REASON = 0x80;

/** What RLRQ and RLRE have in common. */
export interface ReleaseFields {
  /** Absent where the sender gives none. */
  readonly reason?: number;
  /** An initiate APDU, which protects the release when it is ciphered. */
  readonly userInformation?: UserInformation;
  /** Fields the standard does not know, each a whole BER element. */
  readonly unknownFields?: readonly Uint8Array[];
}

type Draft = { -readonly [Field in keyof ReleaseFields]?: ReleaseFields[Field] };

const FIELDS: FieldTable<Draft> = fieldTable<Draft>([
  [REASON, 'reason', (draft, r) => (draft.reason = readBerInteger(r))],
  [
    USER_INFORMATION_TAG,
    'user-information',
    (draft, r) => (draft.userInformation = readUserInformation(r)),
  ],
]);

/** Reads the contents of the APDU. @param apdu names it in errors */
export function readReleaseFields(contents: ByteReader, apdu: string): ReleaseFields {
  const draft: Draft = {};
  const unknown = readFields(contents, apdu, FIELDS, draft);
  return unknown.length > 0 ? { ...draft, unknownFields: unknown } : draft;
}

export function writeReleaseFields(w: ByteWriter, pdu: ReleaseFields): void {
  if (pdu.reason !== undefined) writeBerInteger(w, pdu.reason, REASON);
  for (const field of pdu.unknownFields ?? []) w.bytes(field);
  if (pdu.userInformation !== undefined) writeUserInformation(w, pdu.userInformation);
}
