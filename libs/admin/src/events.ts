import { event, type EventsOf } from '@dlms-telemetry/observe';

const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the API reports. */
export const adminEvents = {
  listening: event<{ readonly port: number }>({
    message: 'the API is open',
    level: 'info',
  }),
  requestServed: event<{
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }>({
    message: 'a request was answered',
    level: 'silent',
    counter: 'api_requests_total',
    labels: ['method', 'route', 'status'],
    histograms: {
      api_request_seconds: {
        message: 'Seconds from a request to its answer',
        attribute: 'seconds',
        bounds: REQUEST_BOUNDS,
      },
    },
  }),
  requestRefused: event<{
    readonly code: string;
    readonly address: string;
    readonly keyId: string | undefined;
  }>({
    message: 'a request was turned down',
    level: 'info',
    counter: 'api_requests_refused_total',
    labels: ['code'],
    linesAMinute: 60,
  }),
  requestFailed: event<{ readonly code: string; readonly error: unknown }>({
    message: 'a request could not be answered',
    level: 'error',
    counter: 'api_requests_failed_total',
    labels: ['code'],
    linesAMinute: 60,
  }),
  changed: event<{
    readonly action: string;
    readonly object: string | null;
    readonly keyId: string | null;
  }>({
    message: 'somebody has changed something; the audit log has it',
    level: 'info',
    counter: 'api_changes_total',
  }),
  auditFailed: event<{ readonly action: string; readonly error: unknown }>({
    message: 'a refused request could not be written to the audit log',
    level: 'error',
    counter: 'api_audit_failed_total',
  }),
  useNotNoted: event<{ readonly keyId: string; readonly error: unknown }>({
    message: 'the last use of a key could not be noted',
    level: 'warn',
    counter: 'api_key_uses_not_noted_total',
    linesAMinute: 10,
  }),
  framework: event<{ readonly says: string }>({
    message: 'a warning of the framework',
    level: 'warn',
    counter: 'api_framework_warnings_total',
    linesAMinute: 60,
  }),
};

/** The functions by which the API reports. */
export type AdminEvents = EventsOf<typeof adminEvents>;
