export { Counters, createEvents, event } from './event.js';
export type {
  CounterSeries,
  EventDeclaration,
  EventLevel,
  EventPorts,
  EventSpecification,
  EventsOf,
} from './event.js';
export { createLog, silentLog } from './log.js';
export type { Log, LogLevel, LogOptions } from './log.js';
