export { Record, type RecordOptions, type RecordPorts } from './record.js';
export type { RecordClock } from './readings-retention.js';
export { recordEvents, type RecordEvents } from './events.js';
