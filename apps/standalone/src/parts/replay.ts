import { createEvents } from '@dlms-telemetry/observe';
import { replayEvents, WindowReplayGuard, type ReplayProtection } from '@dlms-telemetry/replay';
import { clock } from '@dlms-telemetry/process';
import type { Configuration } from '@dlms-telemetry/options';
import type { Wiring } from './part.js';

/** Refuses counters that come again. To be stopped when nothing is judged any more, and before the store closes. */
export function startReplay({
  configuration,
  store,
  ports,
}: Pick<Wiring, 'configuration' | 'store' | 'ports'>): WindowReplayGuard {
  const guard = new WindowReplayGuard(
    { store: store.counters, clock, events: createEvents('replay', replayEvents, ports) },
    { receptors: protectionsOf(configuration) },
  );
  guard.start();
  return guard;
}

/** `ReplayProtection` by receptor. */
export function protectionsOf({ receptors }: Configuration): ReadonlyMap<string, ReplayProtection> {
  return new Map(receptors.map(({ name, options }) => [name, options.ReplayProtection]));
}
