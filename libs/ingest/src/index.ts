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
export { IngestError, ingestErrorAdvice } from './errors.js';
export type { IngestErrorCode } from './errors.js';
