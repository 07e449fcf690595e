import { event, type EventsOf } from '@dlms-telemetry/observe';

/** What the guard against repeated counters reports. */
export const replayEvents = {
  windowsRead: event<{ readonly windows: number }>({
    message: 'windows of invocation counters were read from the store',
    level: 'silent',
    counter: 'replay_windows_read_total',
    amount: 'windows',
  }),
  windowsAway: event<{ readonly error: unknown }>({
    message:
      'the windows of invocation counters that decoders share are away; the database decides on each counter meanwhile',
    level: 'warn',
    counter: 'replay_windows_away_total',
  }),
  windowsBack: event<{ readonly windows: number }>({
    message:
      'the windows of invocation counters are shared again; they were told what was decided without them',
    level: 'info',
    counter: 'replay_windows_back_total',
  }),
  checkpointFailed: event<{ readonly counters: number; readonly error: unknown }>({
    message: 'accepted invocation counters could not be stored and are tried again',
    level: 'warn',
    counter: 'replay_checkpoints_failed_total',
  }),
  countersRemoved: event<{ readonly counters: number }>({
    message: 'invocation counters were removed that no frame can bring any more',
    level: 'info',
    counter: 'replay_counters_removed_total',
    amount: 'counters',
  }),
  removalFailed: event<{ readonly error: unknown }>({
    message: 'old invocation counters could not be removed; the next day tries again',
    level: 'warn',
    counter: 'replay_removals_failed_total',
  }),
};

/** The functions by which the guard reports. */
export type ReplayEvents = EventsOf<typeof replayEvents>;
