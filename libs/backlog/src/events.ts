import { event, type EventsOf } from '@dlms-telemetry/observe';

/** What the stage reports. */
export const backlogEvents = {
  deadLetterStored: event<{ readonly receptor: string; readonly code: string }>({
    message: 'a frame that gave no reading was stored',
    level: 'silent',
    counter: 'historic_dead_letters_total',
    labels: ['receptor', 'code'],
  }),
  deadLetterNotKept: event<{ readonly receptor: string; readonly code: string }>({
    message:
      'octets that gave no reading were told and not stored: the quota of their source is used up',
    level: 'silent',
    counter: 'historic_dead_letters_not_kept_total',
    labels: ['receptor', 'code'],
  }),
  deadLetterQuotaUsedUp: event<{
    readonly receptor: string;
    readonly remoteAddress: string | null;
  }>({
    message:
      'a source (or all together) has used up its quota of dead letters for the day: more are told and not stored',
    level: 'warn',
    counter: 'historic_dead_letter_quota_used_up_total',
    labels: ['receptor'],
  }),
  deadLettersRemoved: event<{ readonly letters: number; readonly cause: 'retention' | 'size' }>({
    message: 'dead letters were removed: their time is over, or they were too large together',
    level: 'info',
    counter: 'historic_dead_letters_removed_total',
    labels: ['cause'],
    amount: 'letters',
  }),
  deadLettersOverLimit: event<{ readonly octets: number; readonly limit: number }>({
    message: 'dead letters of known meters alone take more room than all should: they stay',
    level: 'warn',
  }),
  retentionFailed: event<{ readonly error: unknown }>({
    message: 'old dead letters could not be removed; it is tried again tomorrow',
    level: 'error',
    counter: 'historic_retention_failed_total',
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
