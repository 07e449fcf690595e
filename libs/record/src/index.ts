export { Record, type RecordPorts } from './record.js';
export type { RecordEvents } from './events.js';
