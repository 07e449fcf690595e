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
  readingsTooOld: event<{ readonly readings: number }>({
    message: 'readings of frames that came before the days that are kept were not stored',
    level: 'warn',
    counter: 'recorder_readings_too_old_total',
    amount: 'readings',
    linesAMinute: 20,
  }),
  readingsInFuture: event<{ readonly readings: number }>({
    message:
      'readings of frames that are yet to come were not stored: the clock of a gateway is ahead, or the one here behind',
    level: 'warn',
    counter: 'recorder_readings_in_future_total',
    amount: 'readings',
    linesAMinute: 20,
  }),
  daysRemoved: event<{ readonly days: number; readonly last: string }>({
    message: 'days of readings were removed: their time is over',
    level: 'info',
    counter: 'recorder_days_removed_total',
    amount: 'days',
  }),
  retentionFailed: event<{ readonly error: unknown }>({
    message: 'days of readings could not be removed; tried again tomorrow',
    level: 'warn',
    counter: 'recorder_retention_failed_total',
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
