import { createEvents, type EventPorts } from '@dlms-telemetry/observe';
import type { DeploymentOptions } from '@dlms-telemetry/options';
import {
  loadGivenKeyRing,
  registryEvents,
  UserDirectory,
  type KeyRing,
  type RegistryEvents,
} from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { clock } from './clock.js';

/** The users of the store as a process knows them, and what their keys are opened with. */
export interface Users {
  readonly directory: UserDirectory;
  readonly encryption: KeyRing;
  readonly events: RegistryEvents;
}

/** What the users of a process are made of. */
export interface UsersSources {
  readonly deployment: DeploymentOptions;
  readonly ports: EventPorts;
  readonly store: Store;
}

/**
 * Loads the users of the store and follows their changes.
 *
 * @throws {KeyRingError} when their keys cannot be opened: waiting does not help
 * @throws {StoreError} when they cannot be read
 */
export async function openUsers({ deployment, ports, store }: UsersSources): Promise<Users> {
  const encryption = await loadGivenKeyRing({
    text: deployment.KEY_ENCRYPTION_KEYS?.reveal(),
    file: deployment.KEY_ENCRYPTION_KEYS_FILE,
  });
  const events = createEvents('registry', registryEvents, ports);
  const directory = new UserDirectory({ users: store.users, encryption, clock, events });
  await directory.start();
  return { directory, encryption, events };
}
