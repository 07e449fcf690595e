import { type EventsOf, event } from '@dlms-telemetry/observe';

interface Meter {
  /** Serial of the meter. */
  readonly serial: string;
}

/** What the stage reports. */
export const simulateEvents = {
  started: event<{ readonly meters: number; readonly host: string; readonly port: number }>({
    message: 'simulated meters began to push',
    level: 'info',
  }),
  stopped: event<{ readonly meters: number }>({
    message: 'simulated meters stopped',
    level: 'info',
  }),
  pushed: event<Meter & { readonly octets: number }>({
    message: 'a simulated meter pushed',
    level: 'debug',
    counter: 'simulator_pushes_total',
  }),
  pushFailed: event<Meter & { readonly waitMs: number; readonly error: unknown }>({
    message: 'a push did not get out and is tried again',
    level: 'debug',
    counter: 'simulator_pushes_failed_total',
  }),
  pushSkipped: event<Meter>({
    message: 'a push was due while the one before was still under way',
    level: 'debug',
    counter: 'simulator_pushes_skipped_total',
  }),
  countersUsedUp: event<Meter>({
    message: 'a meter has used all its invocation counters and pushes no more',
    level: 'error',
  }),
};

export type SimulateEvents = EventsOf<typeof simulateEvents>;
