import type { ApiKeyRole } from '@dlms-telemetry/store';

/** What keys of the API may do; each may what those before it may. */
export const ROLES = [
  'viewer',
  'operator',
  'configurator',
  'administrator',
] as const satisfies readonly ApiKeyRole[];

/** Whether a role may do what another may. */
export function mayActAs(role: ApiKeyRole, needed: ApiKeyRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
