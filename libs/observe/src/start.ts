/**
 * Starts OpenTelemetry before anything else, where `OTEL_EXPORTER_OTLP_ENDPOINT` is set: the first import of each
 * `main.ts`, or `node --import @dlms-telemetry/observe/start`.
 */
import { isMainThread } from 'node:worker_threads';
import { startFromEnvironment } from './sdk-state.js';

// A thread inherits `--import`; its work is told by the thread that it works for.
if (isMainThread) await startFromEnvironment(process.env);
