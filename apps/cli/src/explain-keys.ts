import type { ExplainOptions, Keys, ProtectedApdu } from '@dlms-telemetry/dlms';
import { DecodeError, openProtected } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { keysOf as keysOfCandidate } from '@dlms-telemetry/interpret';
import type { Configuration } from '@dlms-telemetry/options';
import { createRegistry, isRegistryRefusal } from '@dlms-telemetry/registry';
import type { Candidate } from '@dlms-telemetry/registry';

type KeyOptions = Pick<ExplainOptions, 'keysFor' | 'systemTitle'>;

const NO_OCTETS = new Uint8Array(0);

/**
 * The keys that a configuration has for what comes to a receptor.
 *
 * @param remoteAddress where it seems to come from
 */
export function keysOfConfiguration(
  configuration: Configuration,
  receptor: string,
  remoteAddress: string,
): KeyOptions {
  const registry = createRegistry(configuration);
  const candidatesFor = (systemTitle: Uint8Array): readonly Candidate[] => {
    const found = registry.find({
      receptor,
      systemTitle,
      isProtected: true,
      remoteAddress,
      receivedAt: Date.now(),
    });
    return isRegistryRefusal(found) ? [] : found;
  };
  const [untitled] = candidatesFor(NO_OCTETS);
  const title = untitled?.systemTitle;
  return {
    keysFor: (systemTitle, apdu) => {
      const all = candidatesFor(systemTitle).map(keysOfCandidate);
      return all.find((keys) => opens(apdu, keys, systemTitle)) ?? all[0];
    },
    ...(title === undefined ? {} : { systemTitle: title }),
  };
}

function opens(apdu: ProtectedApdu, keys: Keys, systemTitle: Uint8Array): boolean {
  try {
    openProtected(apdu, keys, systemTitle, nodeCrypto);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
