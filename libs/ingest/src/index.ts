export { Ingest } from './ingest.js';
export type {
  IngestClock,
  IngestOptions,
  IngestPorts,
  IngestReceptor,
  Listening,
} from './ports.js';
export { ingestEvents } from './events.js';
export type { IngestEvents } from './events.js';
export { IngestError, ingestErrorAdvice, ingestRefusalAdvice } from './errors.js';
export type { IngestErrorCode, IngestRefusalCode } from './errors.js';
export type { CloseReason } from './events.js';
export type { DroppedClientDetection, DroppedClientOptions } from './dropped-clients.js';
export type { TlsOptions } from './certificates.js';
export type { ConnectionLimits } from './connection-table.js';
