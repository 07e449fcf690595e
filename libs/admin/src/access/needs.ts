import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { ApiKeyRole } from '@dlms-telemetry/store';

/** What it takes to call a controller's method. */
export interface Needed {
  readonly role: ApiKeyRole;
  /** What is done, as the audit log calls it; only of what changes something, or of what everybody is not to see. */
  readonly action?: string;
}

/** Under which a method's needs are kept. */
export const NEEDED = 'dlms-telemetry:needed';

/**
 * Only callers with this role, or one that may more, call the method. With an action, an attempt that was refused or has
 * failed stands in the audit log.
 */
export function Needs(role: ApiKeyRole, action?: string): CustomDecorator {
  const needed: Needed = { role, ...(action !== undefined && { action }) };
  return SetMetadata(NEEDED, needed);
}

/** Anybody may call the method. */
export function NeedsNoKey(): CustomDecorator {
  return SetMetadata(NEEDED, false);
}
