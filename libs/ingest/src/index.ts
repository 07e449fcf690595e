export { ingestGauges, observeIngest } from './gauges.js';
export { Ingest, type ReceptorState } from './ingest.js';
export { ingestReceptor } from './ingest-receptor.js';
export type {
  BacklogWriter,
  IngestClock,
  IngestOptions,
  IngestPorts,
  IngestReceptor,
  Listening,
  Sources,
  UntakenEnvelope,
} from './ports.js';
export type { PortChanges } from './open-ports.js';
export { afterBus, wayOf, type Acceptance, type AfterBus, type LiveRoom, type Way } from './way.js';
export { ingestEvents } from './events.js';
export type { IngestEvents } from './events.js';
export { IngestError, ingestErrorAdvice, ingestRefusalAdvice } from './errors.js';
export type { IngestErrorCode, IngestRefusalCode } from './errors.js';
export type { CloseReason } from './events.js';
export type { AnswerFate } from './answers.js';
export type { DroppedClientDetection, DroppedClientOptions } from './dropped-clients.js';
export type { TlsOptions } from './certificates.js';
export type { ConnectionLimits } from './connection-table.js';
export type { Injected, Loopback, LoopbackFrame } from './loopback.js';
export type { OpenConnection } from './connection.js';
