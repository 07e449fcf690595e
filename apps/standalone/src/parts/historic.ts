import { Backlog, backlogEvents } from '@dlms-telemetry/backlog';
import { createEvents } from '@dlms-telemetry/observe';
import type { Part, Wiring } from './part.js';

/** Stores what gave no reading. */
export async function startHistoric({ bus, store, ports }: Wiring): Promise<Part> {
  const backlog = new Backlog({
    bus,
    deadLetters: store.deadLetters,
    events: createEvents('historic', backlogEvents, ports),
    stored: (refused) => ports.output.refused(refused),
  });
  await backlog.start();
  return backlog;
}
