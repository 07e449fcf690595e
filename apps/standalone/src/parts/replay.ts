import { createEvents } from '@dlms-telemetry/observe';
import { replayEvents, WindowReplayGuard } from '@dlms-telemetry/replay';
import { clock } from './clock.js';
import type { Wiring } from './part.js';

/** Refuses counters that come again. To be stopped when nothing is judged any more, and before the store closes. */
export function startReplay({
  configuration,
  store,
  ports,
}: Pick<Wiring, 'configuration' | 'store' | 'ports'>): WindowReplayGuard {
  const guard = new WindowReplayGuard(
    { store: store.counters, clock, events: createEvents('replay', replayEvents, ports) },
    {
      receptors: new Map(
        configuration.receptors.map(({ name, options }) => [name, options.ReplayProtection]),
      ),
    },
  );
  guard.start();
  return guard;
}
