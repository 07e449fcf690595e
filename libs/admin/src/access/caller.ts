import type { ApiKeyRole, AuditRow } from '@dlms-telemetry/store';
import { AdminError } from '../errors.js';

/** Who asks: the holder of a key. */
export interface Caller {
  /** Of the key; no secret. */
  readonly keyId: string;
  readonly label: string;
  readonly role: ApiKeyRole;
  /** Where the request came from. */
  readonly address: string;
}

/** What the audit log says of something that was done. */
export function doneBy(
  { keyId, label, address }: Caller,
  action: string,
  object: string,
  detail: AuditRow['detail'],
): AuditRow {
  return { keyId, keyLabel: label, action, object, address, outcome: 'done', code: null, detail };
}

/** The caller of a request that has passed the guard. @throws {AdminError} `access.no-key` */
export function callerOf({ caller }: { readonly caller?: Caller | undefined }): Caller {
  if (caller === undefined) throw new AdminError('access.no-key', 'who asks is not known');
  return caller;
}
