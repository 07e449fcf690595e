import { createFramer } from '@dlms-telemetry/dlms';
import {
  Ingest,
  ingestEvents,
  ingestReceptor,
  observeIngest,
  type IngestReceptor,
  type Listening,
} from '@dlms-telemetry/ingest';
import { createEvents } from '@dlms-telemetry/observe';
import { pooledRandom } from '@dlms-telemetry/process';
import type { Configuration } from '@dlms-telemetry/options';
import { SharedAddresses } from '@dlms-telemetry/registry';
import { clock } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';
import type { UserRegistry } from './registry.js';

const GATEWAY_PROCESS = 'standalone';

/** A gateway that runs, and the ports that it opened first. */
export interface Gateway {
  readonly part: Part;
  readonly ingest: Ingest;
  readonly listening: readonly Listening[];
}

/** Listens for meters. */
export async function startGateway({
  configuration,
  bus,
  store,
  registry: { directory },
  waiting,
  ports,
}: Wiring): Promise<Gateway> {
  let shared = sharedAddresses(configuration, directory);
  const ingest = new Ingest(
    {
      bus,
      backlog: store.backlog,
      waiting: waiting.live,
      clock,
      random: pooledRandom(),
      createFramer,
      events: createEvents('gateway', ingestEvents, ports),
    },
    {
      receptors: ingestReceptors(configuration, shared),
      gatewayProcess: GATEWAY_PROCESS,
    },
  );
  directory.onUsers((changed) => {
    for (const receptor of shared.update(changed))
      ingest.shareAddresses(receptor, shared.of(receptor));
  });
  observeIngest(ingest, ports.counters);
  const listening = await ingest.start();
  for (const open of listening) ports.output.listening(open);
  const part: Part = {
    async reconfigure(next) {
      shared = sharedAddresses(next.configuration, directory);
      const changes = await ingest.update(ingestReceptors(next.configuration, shared));
      for (const closed of changes.closed) ports.output.listeningEnded(closed);
      for (const open of changes.opened) ports.output.listening(open);
      return changes.failed;
    },
    stop: (signal) => ingest.stop(signal),
  };
  return { part, ingest, listening };
}

function sharedAddresses(
  configuration: Configuration,
  { users }: UserRegistry['directory'],
): SharedAddresses {
  const shared = new SharedAddresses(configuration);
  shared.update(users);
  return shared;
}

function ingestReceptors(
  { receptors }: Configuration,
  shared: SharedAddresses,
): readonly IngestReceptor[] {
  return receptors
    .filter(({ options }) => options.Enabled)
    .map((receptor) => ingestReceptor(receptor, shared.of(receptor.name)));
}
