import { SECONDS, event, type EventsOf } from '@dlms-telemetry/observe';

/** What the stage reports. */
export const recordEvents = {
  readingsStored: event<{ readonly readings: number; readonly seconds: number }>({
    message: 'readings were stored',
    level: 'silent',
    counter: 'recorder_readings_stored_total',
    amount: 'readings',
    histograms: {
      recorder_write_seconds: {
        message: 'time that a transaction of readings took, seconds',
        attribute: 'seconds',
        bounds: SECONDS,
      },
    },
  }),
  batchSetAside: event<{ readonly error: unknown }>({
    message: 'a batch of readings could not be read or stored and was set aside',
    level: 'error',
    counter: 'recorder_batches_set_aside_total',
  }),
  writeFailed: event<{ readonly error: unknown }>({
    message: 'readings could not be stored and are tried again',
    level: 'warn',
    counter: 'recorder_write_failed_total',
  }),
};

/** The functions by which the stage reports. */
export type RecordEvents = EventsOf<typeof recordEvents>;
