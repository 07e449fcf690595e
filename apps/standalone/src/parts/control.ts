import { DeadLetterDesk } from '@dlms-telemetry/backlog';
import type { Ingest } from '@dlms-telemetry/ingest';
import { createEvents } from '@dlms-telemetry/observe';
import { metersOfSerial } from '@dlms-telemetry/registry';
import { Control } from '../control.js';
import { standaloneEvents } from '../events.js';
import { loopback } from '../loopback.js';
import { clock } from './clock.js';
import { backlogDesk } from './historic.js';
import type { Part, Wiring } from './part.js';

/** Serves the `dlms` command. */
export async function startControl(
  { configuration, dataFolder, store, registry, bus, waiting, watch, ports }: Wiring,
  ingest: Ingest,
): Promise<Part> {
  const control = new Control({
    desks: {
      deadLetters: new DeadLetterDesk({
        bus,
        deadLetters: store.deadLetters,
        receptors: new Set(configuration.receptors.map(({ name }) => name)),
        waiting: waiting.live,
      }),
      backlog: backlogDesk(configuration, store),
      users: registry.desk,
      metersOf: (serial) => metersOfSerial(serial, { configuration, users: store.users }),
      loopback: (request, signal) => loopback(request, { ingest, watch, clock }, signal),
    },
    events: createEvents('standalone', standaloneEvents, ports),
  });
  await control.start(dataFolder);
  return control;
}
