import { event } from '@dlms-telemetry/observe';
import { configurationEvents } from '@dlms-telemetry/process';

/** What the process itself reports. */
export const standaloneEvents = {
  started: event<{ readonly receptors: number; readonly dataFolder: string }>({
    message: 'started',
    level: 'info',
  }),
  httpOpened: event<{ readonly port: number }>({
    message: 'metrics and health are served over HTTP',
    level: 'info',
  }),
  stopping: event<{ readonly cause: string }>({ message: 'stopping', level: 'info' }),
  /** `fileSyncs`: how often files were synced to the disk, once for each commit; 0 on a Postgres, which does so itself. */
  stopped: event<{
    readonly frames: number;
    readonly readings: number;
    readonly fileSyncs: number;
  }>({
    message: 'stopped',
    level: 'info',
  }),
  stoppedEarly: event<{ readonly waitedMs: number }>({
    message: 'stopped before all was settled; the rest stays in the data folder',
    level: 'warn',
  }),
  ...configurationEvents,
  framesWithoutReceptor: event<{ readonly queue: string; readonly messages: number }>({
    message: 'frames wait for a receptor that is not in the configuration',
    level: 'warn',
  }),
  controlUnavailable: event<{ readonly error: unknown }>({
    message:
      'there is no control socket: dlms commands reach this data folder only when it is stopped',
    level: 'warn',
  }),
  deadLettersRunAgain: event<{ readonly frames: number; readonly withoutReceptor: number }>({
    message: 'dead letters were put into their historic queues, to be decoded again',
    level: 'info',
    counter: 'standalone_dead_letters_run_again_total',
    amount: 'frames',
  }),
  deadLettersDiscarded: event<{ readonly frames: number }>({
    message: 'dead letters were given up',
    level: 'info',
    counter: 'standalone_dead_letters_discarded_total',
    amount: 'frames',
  }),
  usersImported: event<{
    readonly device: string;
    readonly added: number;
    readonly updated: number;
    readonly unchanged: number;
  }>({
    message: 'users were imported',
    level: 'info',
  }),
  commitFailed: event<{ readonly error: unknown }>({
    message: 'the store turned a commit down',
    level: 'error',
    counter: 'standalone_commits_failed_total',
  }),
  storeFailed: event<{ readonly error: unknown }>({
    message: 'the store has stopped; nothing can be accepted any more',
    level: 'error',
  }),
};
