import { DecodeError } from '../errors.js';
import type { ProtectedApdu } from '../xdlms/apdu.js';

/** The least protection that an APDU must have. */
export interface ProtectionPolicy {
  readonly authenticated: boolean;
  readonly encrypted: boolean;
}

/** What an APDU's own protection proves and hides. A signature proves at least what a tag does. */
export function protectionOf(apdu: ProtectedApdu): ProtectionPolicy {
  if (apdu.type === 'general-signing') return SIGNED;
  return apdu.content.securityControl;
}

const SIGNED: ProtectionPolicy = { authenticated: true, encrypted: false };

/**
 * Compares an APDU's protection with the least that is asked for.
 *
 * @param protection null for an APDU in the clear
 * @throws DecodeError `security.plain` when there is none, `security.policy` when it is too weak
 */
export function requireProtection(
  protection: ProtectionPolicy | null,
  policy: ProtectionPolicy,
): void {
  if (!policy.authenticated && !policy.encrypted) return;
  if (protection === null)
    throw new DecodeError('security.plain', 'an APDU in the clear where a protected one must come');
  const weak =
    (policy.authenticated && !protection.authenticated) ||
    (policy.encrypted && !protection.encrypted);
  if (!weak) return;
  throw new DecodeError(
    'security.policy',
    `the protection is ${named(protection)}, at least ${named(policy)} is asked for`,
  );
}

function named(protection: ProtectionPolicy): string {
  if (protection.authenticated)
    return protection.encrypted ? 'authentication and encryption' : 'authentication';
  return protection.encrypted ? 'encryption' : 'none';
}
