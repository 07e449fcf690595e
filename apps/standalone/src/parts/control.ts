import { DeadLetterDesk, throughQueues, type BacklogDesk } from '@dlms-telemetry/backlog';
import type { Ingest } from '@dlms-telemetry/ingest';
import { createEvents } from '@dlms-telemetry/observe';
import { metersOfSerial } from '@dlms-telemetry/registry';
import { Control } from '../control.js';
import { standaloneEvents } from '../events.js';
import { loopback } from '../loopback.js';
import { clock } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';

/** What else the command asks. */
export interface Asked {
  readonly ingest: Ingest;
  readonly backlog: BacklogDesk;
}

/** Serves the `dlms` command. */
export async function startControl(
  { configuration: first, dataFolder, store, registry, bus, waiting, watch, ports }: Wiring,
  { ingest, backlog }: Asked,
): Promise<Part> {
  let configuration = first;
  const control = new Control({
    desks: {
      deadLetters: new DeadLetterDesk({
        way: throughQueues({ bus, waiting: waiting.historic }),
        deadLetters: store.deadLetters,
        get receptors() {
          return new Set(configuration.receptors.map(({ name }) => name));
        },
      }),
      backlog,
      users: registry.desk,
      metersOf: (serial) => metersOfSerial(serial, { configuration, users: store.users }),
      loopback: (request, signal) => loopback(request, { ingest, watch, clock }, signal),
    },
    events: createEvents('standalone', standaloneEvents, ports),
  });
  await control.start(dataFolder);
  return {
    reconfigure(next) {
      ({ configuration } = next);
      return Promise.resolve([]);
    },
    stop: () => control.stop(),
  };
}
