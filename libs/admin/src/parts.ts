import type { Observation } from '@dlms-telemetry/observe';
import type { UsersDesk } from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import type { Access } from './access/access.js';
import type { ApiKeysDesk } from './api-keys/api-keys-desk.js';
import type { AuditTrail } from './audit/audit-trail.js';
import type { Gateways } from './connections/gateways.js';
import type { AdminEvents } from './events.js';
import type { UsersUseCases } from './users/users.js';

/** What the API is made of. */
export interface AdminParts {
  readonly access: Access;
  readonly events: AdminEvents;
  readonly gateways: Gateways;
  readonly observation: Pick<Observation, 'answer'>;
  readonly desk: UsersDesk;
  readonly users: UsersUseCases;
  readonly apiKeys: ApiKeysDesk;
  readonly audit: Store['audit'];
  readonly trail: AuditTrail;
}
