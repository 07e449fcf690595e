import type { DeploymentWith } from '@dlms-telemetry/options';
import { openPostgresStore, type Store } from '@dlms-telemetry/store';

/**
 * The store of a process on Postgres; whoever comes first brings the schema up to date.
 *
 * @param name shown in the list of sessions
 * @throws {StoreError}
 */
export function openStore(
  name: string,
  { DATABASE_URL }: DeploymentWith<'DATABASE_URL'>,
): Promise<Store> {
  // Who waits for the server is the start of the process, which tells of each attempt.
  return openPostgresStore({
    ...{ url: DATABASE_URL.reveal(), applicationName: `dlms ${name}` },
    patienceMs: 0,
  });
}
