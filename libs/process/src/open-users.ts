import { RedisAddresses, RegistryHints, type RedisConnection } from '@dlms-telemetry/cache';
import { createEvents, type EventPorts } from '@dlms-telemetry/observe';
import type { Configuration, DeploymentOptions } from '@dlms-telemetry/options';
import {
  AddressPublisher,
  loadGivenKeyRing,
  registryEvents,
  SenderAddresses,
  UserDirectory,
  type KeyRing,
  type RegistryEvents,
} from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { clock } from './clock.js';
import { receptorNames, type Follow } from './follow-configuration.js';
import type { Stoppable } from './parts.js';

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
  /** Where the registry's version is announced, and addresses are published. */
  readonly redis: RedisConnection;
}

/**
 * Loads the users of the store and follows their changes.
 *
 * @throws {KeyRingError} when their keys cannot be opened: waiting does not help
 * @throws {StoreError} when they cannot be read
 */
export async function openUsers({ deployment, ports, store, redis }: UsersSources): Promise<Users> {
  const encryption = await loadGivenKeyRing({
    text: deployment.KEY_ENCRYPTION_KEYS?.reveal(),
    file: deployment.KEY_ENCRYPTION_KEYS_FILE,
  });
  const events = createEvents('registry', registryEvents, ports);
  const addresses = new RedisAddresses(redis);
  const directory = new UserDirectory({
    ...{ users: store.users, encryption, clock, events },
    announced: () => addresses.version(),
  });
  await directory.start();
  return { directory, encryption, events };
}

/** What the publishing of addresses is made of. */
export interface AddressSources {
  readonly configuration: Configuration;
  readonly follow: Follow;
  readonly redis: RedisConnection;
  readonly users: Users;
}

/** Publishes from where registered meters send, for gateways; looks for changes when it is told of one. */
export async function publishAddresses({
  configuration,
  follow,
  redis,
  users: { directory, events },
}: AddressSources): Promise<Stoppable> {
  const hints = new RegistryHints(redis);
  const publisher = new AddressPublisher(
    { directory, board: new RedisAddresses(redis), hints, clock, events },
    receptorNames(configuration),
  );
  await publisher.start();
  follow(async (next) => {
    await publisher.configure(receptorNames(next.configuration));
    return [];
  });
  const endHints = hints.onHint(() => void directory.check());
  return {
    async stop() {
      endHints();
      await publisher.stop();
    },
  };
}

/** What knowing addresses without the registry is made of. */
export interface SenderSources {
  readonly configuration: Configuration;
  readonly follow: Follow;
  readonly redis: RedisConnection;
  readonly ports: EventPorts;
}

/** From where registered meters send, for a process that has no way to the registry. */
export async function openSenders({
  configuration,
  follow,
  redis,
  ports,
}: SenderSources): Promise<SenderAddresses> {
  const senders = new SenderAddresses(
    {
      source: new RedisAddresses(redis),
      hints: new RegistryHints(redis),
      clock,
      events: createEvents('registry', registryEvents, ports),
    },
    configuration.receptors,
  );
  await senders.start();
  follow((next) => {
    senders.configure(next.configuration.receptors);
    return [];
  });
  return senders;
}
