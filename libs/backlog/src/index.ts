export { Backlog, type BacklogPorts } from './backlog.js';
export { backlogEvents, type BacklogEvents } from './events.js';
