import { DecodeError } from '../errors.js';
import type { SecurityControl } from './security-control.js';

/** The least protection that an APDU must have. */
export interface ProtectionPolicy {
  readonly authenticated: boolean;
  readonly encrypted: boolean;
}

/**
 * Compares an APDU's protection with the least that is asked for.
 *
 * @param securityControl null for an APDU in the clear
 * @throws DecodeError `security.plain` when there is none, `security.policy` when it is too weak
 */
export function requireProtection(
  securityControl: SecurityControl | null,
  policy: ProtectionPolicy,
): void {
  if (!policy.authenticated && !policy.encrypted) return;
  if (securityControl === null)
    throw new DecodeError('security.plain', 'an APDU in the clear where a protected one must come');
  const weak =
    (policy.authenticated && !securityControl.authenticated) ||
    (policy.encrypted && !securityControl.encrypted);
  if (!weak) return;
  throw new DecodeError(
    'security.policy',
    `the protection is ${named(securityControl)}, at least ${named(policy)} is asked for`,
  );
}

function named(protection: ProtectionPolicy): string {
  if (protection.authenticated)
    return protection.encrypted ? 'authentication and encryption' : 'authentication';
  return protection.encrypted ? 'encryption' : 'none';
}
