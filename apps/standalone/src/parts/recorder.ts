import { createEvents } from '@dlms-telemetry/observe';
import { Record as RecordStage, recordEvents } from '@dlms-telemetry/record';
import { clock } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';

/** Writes readings to the store. */
export async function startRecorder({ bus, store, retentionDays, ports }: Wiring): Promise<Part> {
  const record = new RecordStage(
    {
      bus,
      readings: store.readings,
      clock,
      events: createEvents('recorder', recordEvents, ports),
    },
    { retentionDays },
  );
  await record.start();
  return record;
}
