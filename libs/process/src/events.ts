import { event, gauge, type EventsOf } from '@dlms-telemetry/observe';

/** What is reported of the configuration, and of a changed one. */
export const configurationEvents = {
  configurationWarning: event<{ readonly warning: string }>({
    message: 'the configuration should be looked at',
    level: 'warn',
  }),
  configurationApplied: event<{
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
    readonly maps: readonly string[];
    readonly users: number;
    readonly unchanged: readonly string[];
  }>({
    message:
      'a changed configuration holds from now on: receptors that were added, removed and changed, property maps that are others, and how many users are; `unchanged` are receptors that listen as before although they should not',
    level: 'info',
    counter: 'process_configurations_applied_total',
  }),
  configurationRefused: event<{ readonly problems: readonly string[] }>({
    message: 'the changed configuration cannot be used, and the one before it stays',
    level: 'warn',
    counter: 'process_configurations_refused_total',
  }),
  configurationFailed: event<{ readonly error: unknown }>({
    message:
      'a changed configuration could not be applied in all; the next change of the file tries again',
    level: 'error',
    counter: 'process_configurations_failed_total',
  }),
};

/** What every process of the fleet reports of itself. */
export const processEvents = {
  observed: event<{ readonly port: number }>({
    message: 'metrics and health are served',
    level: 'info',
  }),
  started: event<{ readonly receptors: number }>({ message: 'started', level: 'info' }),
  stopping: event<{ readonly cause: string }>({ message: 'stopping', level: 'info' }),
  stopped: event<object>({ message: 'stopped', level: 'info' }),
  stoppedEarly: event<{ readonly waitedMs: number }>({
    message: 'stopped before all was settled; the rest comes again elsewhere',
    level: 'warn',
  }),
  serviceAway: event<{ readonly service: string; readonly error: unknown }>({
    message: 'a service that is needed to start does not answer; it is tried again',
    level: 'warn',
    counter: 'process_service_away_total',
    labels: ['service'],
    linesAMinute: 6,
  }),
  failed: event<{ readonly error: unknown }>({
    message: 'the process cannot go on and ends',
    level: 'error',
  }),
};

/** The functions by which a process reports of its configuration. */
export type ConfigurationEvents = EventsOf<typeof configurationEvents>;

/** The functions by which a process reports. */
export type ProcessEvents = EventsOf<typeof processEvents>;

/** What the bus on RabbitMQ reports. */
export const busEvents = {
  connected: event<{ readonly role: string }>({
    message: 'a connection to the broker is there, its queues declared',
    level: 'info',
    counter: 'bus_connected_total',
    labels: ['role'],
  }),
  disconnected: event<{ readonly role: string; readonly error: unknown }>({
    message: 'a connection to the broker has ended; it is made again',
    level: 'warn',
    counter: 'bus_disconnected_total',
    labels: ['role'],
  }),
  attemptFailed: event<{ readonly role: string; readonly error: unknown }>({
    message: 'the broker could not be reached, or did not declare or hand out; it is tried again',
    level: 'warn',
    counter: 'bus_attempts_failed_total',
    labels: ['role'],
    linesAMinute: 6,
  }),
  blocked: event<{ readonly reason: string }>({
    message: 'the broker takes no messages: an alarm of its memory or disk',
    level: 'warn',
    counter: 'bus_blocked_total',
  }),
  unblocked: event<object>({ message: 'the broker takes messages again', level: 'info' }),
  settledLate: event<{ readonly queue: string }>({
    message: 'a message was settled whose channel has gone: it is handed out again',
    level: 'silent',
    counter: 'bus_settled_late_total',
    labels: ['queue'],
  }),
  turnedDown: event<{ readonly code: string }>({
    message: 'a message was not taken, or no confirm came (bus.in-doubt); its sender has its way',
    level: 'silent',
    counter: 'bus_messages_turned_down_total',
    labels: ['code'],
  }),
  queueMeasured: event<{ readonly queue: string; readonly messages: number }>({
    message: 'it was looked how many messages wait in a queue',
    level: 'silent',
    labels: ['queue'],
    gauges: { bus_queue_messages: 'messages' },
  }),
  readingsUnrouted: event<{ readonly messages: number }>({
    message:
      'readings come for which nobody has bound a queue to the exchange telemetry: the newest are kept in telemetry.unrouted (told once an hour)',
    level: 'warn',
  }),
  queuesNotMeasured: event<{ readonly error: unknown }>({
    message: 'queues could not be looked at; it is tried again',
    level: 'debug',
    counter: 'bus_queues_not_measured_total',
  }),
  confirmedLate: event<object>({
    message: 'a confirm came after its message had been given up as in doubt: it is there twice',
    level: 'silent',
    counter: 'bus_confirmed_late_total',
  }),
};

/** What the connection to Redis and what lives there report. */
export const cacheEvents = {
  connected: event<object>({ message: 'Redis is there', level: 'info' }),
  disconnected: event<{ readonly error: unknown }>({
    message: 'Redis has gone or cannot be reached; all goes on without it, and it is tried again',
    level: 'warn',
    counter: 'cache_disconnected_total',
  }),
  waitingFramesCorrected: event<{
    readonly kind: string;
    readonly receptor: string;
    readonly frames: number;
  }>({
    message:
      'the count of waiting frames did not agree with its queue, and was corrected: a process had died in between',
    level: 'info',
    counter: 'cache_waiting_frames_corrected_total',
    labels: ['receptor'],
  }),
  waitingFramesEstimated: event<{ readonly kind: string; readonly error: unknown }>({
    message: 'Redis does not count waiting frames: they are estimated by the queues',
    level: 'warn',
    counter: 'cache_waiting_frames_estimated_total',
  }),
  waitingFramesCounted: event<{ readonly kind: string }>({
    message: 'Redis counts waiting frames again',
    level: 'info',
  }),
};

/** What the bus of a process tells of itself when it is asked. */
export const busGauges = {
  outstanding: gauge({
    name: 'bus_messages_outstanding',
    message: 'messages that were sent to the broker and are not confirmed',
  }),
  connected: gauge({
    name: 'bus_is_connected',
    message: '1 while both connections to the broker are there',
  }),
};

/** The functions by which the bus reports. */
export type BusEvents = EventsOf<typeof busEvents>;
