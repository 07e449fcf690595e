export { Record, type RecordPorts } from './record.js';
export { recordEvents, type RecordEvents } from './events.js';
