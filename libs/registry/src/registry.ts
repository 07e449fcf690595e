import type { Configuration } from '@dlms-telemetry/options';
import type { Candidate } from './candidate.js';
import { Device } from './device.js';
import type { RegistryRefusal } from './errors.js';
import type { StoredUser } from './users/stored-user.js';

/** What is known of a frame's sender when its keys are looked up. */
export interface Query {
  /** Section of the receptor. */
  readonly receptor: string;
  /** System title of the APDU; empty where it has none, or is plain. */
  readonly systemTitle: Uint8Array;
  /** Whether the APDU is protected, so that a key is needed. */
  readonly isProtected: boolean;
  readonly remoteAddress: string;
  /** Milliseconds since 1970: previous keys serve for frames that came before the change. */
  readonly receivedAt: number;
}

/** Who a meter is, and with which keys: a table in memory, made from the configuration and the users of the store. */
export interface Registry {
  /**
   * Candidates for a frame, the likeliest first (DESIGN, Keys).
   *
   * @throws {RangeError} when the receptor is not in the configuration
   */
  find(query: Query): readonly Candidate[] | RegistryRefusal;
  /** Takes users of the store that were added or changed; those of other receptors than the configuration's are passed over. */
  update(users: readonly StoredUser[]): void;
  /**
   * Told when a candidate has proven by a tag who sent a frame: the next keys of a user of the file come into use, in
   * this table alone. For users of the store that is done in the store.
   *
   * @param receivedAt of the frame, in milliseconds since 1970
   */
  proven(receptor: string, candidate: Candidate, receivedAt: number): void;
  /** Whether the section or any of its users asks for addresses in the link layer. */
  asksForAddresses(receptor: string): boolean;
}

/** Whether a look-up found nobody. */
export function isRegistryRefusal(
  result: readonly Candidate[] | RegistryRefusal,
): result is RegistryRefusal {
  return 'code' in result;
}

/** Builds the table: users of the file, users of the store, then the credentials of each section. */
export function createRegistry(
  configuration: Configuration,
  stored: readonly StoredUser[] = [],
): Registry {
  const devices = new Map<string, Device>();
  for (const { name, options } of configuration.receptors) devices.set(name, new Device(options));
  const deviceOf = (receptor: string): Device => {
    const device = devices.get(receptor);
    if (device === undefined) throw new RangeError(`no receptor ${receptor}`);
    return device;
  };
  const registry: Registry = {
    find: (query) => deviceOf(query.receptor).find(query),
    update(users) {
      for (const user of users) devices.get(user.device)?.update(user);
    },
    proven(receptor, candidate, receivedAt) {
      deviceOf(receptor).proven(candidate, receivedAt);
    },
    asksForAddresses: (receptor) => devices.get(receptor)?.asksForAddresses ?? false,
  };
  registry.update(stored);
  return registry;
}
