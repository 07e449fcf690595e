import { DeadLetterDesk } from '@dlms-telemetry/backlog';
import { createEvents } from '@dlms-telemetry/observe';
import { Control } from '../control.js';
import { standaloneEvents } from '../events.js';
import type { Part, Wiring } from './part.js';

/** Serves the `dlms` command. */
export async function startControl({
  configuration,
  dataFolder,
  store,
  bus,
  ports,
}: Wiring): Promise<Part> {
  const deadLetters = new DeadLetterDesk({
    bus,
    deadLetters: store.deadLetters,
    receptors: new Set(configuration.receptors.map(({ name }) => name)),
  });
  const control = new Control({
    deadLetters,
    events: createEvents('standalone', standaloneEvents, ports),
  });
  await control.start(dataFolder);
  return control;
}
