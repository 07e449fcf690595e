import { event, type EventsOf } from '@dlms-telemetry/observe';

/** What the stage reports. */
export const backlogEvents = {
  deadLetterStored: event<{ readonly receptor: string; readonly code: string }>({
    message: 'a frame that gave no reading was stored',
    level: 'silent',
    counter: 'historic_dead_letters_total',
    labels: ['receptor', 'code'],
  }),
  deadLettersResolved: event<{ readonly frames: number }>({
    message: 'dead letters that were run again gave readings',
    level: 'info',
    counter: 'historic_dead_letters_resolved_total',
    amount: 'frames',
  }),
  envelopeSetAside: event<{ readonly error: unknown }>({
    message: 'refused frames could not be read or stored and were set aside',
    level: 'error',
    counter: 'historic_envelopes_set_aside_total',
  }),
  writeFailed: event<{ readonly error: unknown }>({
    message: 'refused frames could not be stored and are tried again',
    level: 'warn',
    counter: 'historic_write_failed_total',
  }),
};

/** The functions by which the stage reports. */
export type BacklogEvents = EventsOf<typeof backlogEvents>;
