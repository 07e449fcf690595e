import { SECONDS, event, type EventsOf } from '@dlms-telemetry/observe';

/** What the stage reports. */
export const backlogEvents = {
  deadLetterStored: event<{ readonly receptor: string; readonly code: string }>({
    message: 'a frame that gave no reading was stored',
    level: 'silent',
    counter: 'historic_dead_letters_total',
    labels: ['receptor', 'code'],
  }),
  poisonStored: event<{ readonly receptor: string; readonly code: string }>({
    message: 'a frame of a message that was set aside was stored as a dead letter',
    level: 'warn',
    counter: 'historic_poison_stored_total',
    labels: ['receptor', 'code'],
    linesAMinute: 20,
  }),
  lettersWritten: event<{ readonly seconds: number }>({
    message: 'a group of dead letters was stored, or marked as resolved',
    level: 'silent',
    histograms: {
      historic_dead_letters_write_seconds: {
        message: 'time that a group of dead letters took to be stored or resolved, seconds',
        attribute: 'seconds',
        bounds: SECONDS,
      },
    },
  }),
  overflowWritten: event<{ readonly seconds: number }>({
    message: 'a group of envelopes of overload was stored',
    level: 'silent',
    histograms: {
      historic_overflow_write_seconds: {
        message: 'time that a group of envelopes took to be stored in the backlog, seconds',
        attribute: 'seconds',
        bounds: SECONDS,
      },
    },
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
    linesAMinute: 20,
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
  framesOfOverloadStored: event<{ readonly receptor: string; readonly frames: number }>({
    message:
      'frames that came while the capacity of their receptor waited were stored in the backlog',
    level: 'silent',
    counter: 'historic_frames_stored_total',
    labels: ['receptor'],
    amount: 'frames',
  }),
  overflowWriteFailed: event<{ readonly error: unknown }>({
    message: 'frames of overload could not be stored and are tried again',
    level: 'warn',
    counter: 'historic_write_failed_total',
  }),
  overflowSetAside: event<{ readonly error: unknown }>({
    message: 'frames of overload could not be read or stored and were set aside',
    level: 'error',
    counter: 'historic_envelopes_set_aside_total',
  }),
  framesReplayed: event<{
    readonly receptor: string;
    readonly cause: 'overload' | 'broker' | 'rerun';
    readonly frames: number;
  }>({
    message: 'frames of the backlog are on their way to be decoded',
    level: 'silent',
    counter: 'historic_frames_replayed_total',
    labels: ['receptor', 'cause'],
    amount: 'frames',
  }),
  replayFailed: event<{ readonly receptor: string | null; readonly error: unknown }>({
    message: 'the backlog could not be read, sent or removed; it is tried again',
    level: 'warn',
    counter: 'historic_replay_failed_total',
  }),
  backlogMeasured: event<{
    readonly receptor: string;
    readonly frames: number;
    readonly octets: number;
    readonly ageSeconds: number;
    readonly drainSeconds: number;
  }>({
    message:
      'the backlog was measured: its size, the age of its oldest frame, when it will have left',
    level: 'silent',
    labels: ['receptor'],
    gauges: {
      historic_backlog_frames: 'frames',
      historic_backlog_octets: 'octets',
      historic_backlog_oldest_age_seconds: 'ageSeconds',
      historic_backlog_drain_seconds: 'drainSeconds',
    },
  }),
  backlogLeavesTooSlowly: event<{
    readonly receptor: string;
    readonly frames: number;
    readonly drainSeconds: number;
  }>({
    message:
      'the backlog takes more than a day to leave: shorten HandleHistoricRecordInterval or raise HistoricRecordBatchingSize',
    level: 'warn',
  }),
  backlogWithoutReceptor: event<{ readonly receptor: string; readonly frames: number }>({
    message: 'the backlog of a receptor that is not in the configuration stays until it is again',
    level: 'warn',
  }),
  backlogNotMeasured: event<{ readonly error: unknown }>({
    message: 'the backlog could not be measured; it is tried again in a minute',
    level: 'warn',
  }),
};

/** The functions by which the stage reports. */
export type BacklogEvents = EventsOf<typeof backlogEvents>;
