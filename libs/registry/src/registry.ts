import type { Configuration } from '@dlms-telemetry/options';
import type { Candidate } from './candidate.js';
import { Device } from './device.js';
import type { RegistryRefusal } from './errors.js';

/** What is known of a frame's sender when its keys are looked up. */
export interface Query {
  /** Section of the receptor. */
  readonly receptor: string;
  /** System title of the APDU; empty where it has none, or is plain. */
  readonly systemTitle: Uint8Array;
  /** Whether the APDU is protected, so that a key is needed. */
  readonly isProtected: boolean;
  readonly remoteAddress: string;
}

/** Who a meter is, and with which keys: a table in memory, made from the configuration. */
export interface Registry {
  /**
   * Candidates for a frame, the likeliest first (DESIGN, Keys).
   *
   * @throws {RangeError} when the receptor is not in the configuration
   */
  find(query: Query): readonly Candidate[] | RegistryRefusal;
}

/** Whether a look-up found nobody. */
export function isRegistryRefusal(
  result: readonly Candidate[] | RegistryRefusal,
): result is RegistryRefusal {
  return 'code' in result;
}

/** Builds the table from the configuration: users of the file, then the credentials of each section. */
export function createRegistry(configuration: Configuration): Registry {
  const devices = new Map<string, Device>();
  for (const { name, options } of configuration.receptors) devices.set(name, new Device(options));
  return {
    find(query) {
      const device = devices.get(query.receptor);
      if (device === undefined) throw new RangeError(`no receptor ${query.receptor}`);
      return device.find(query);
    },
  };
}
