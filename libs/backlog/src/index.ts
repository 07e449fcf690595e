export { Backlog, type BacklogPorts } from './backlog.js';
export type { BacklogEvents } from './events.js';
