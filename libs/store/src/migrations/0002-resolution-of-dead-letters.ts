import type { Migration } from './migration.js';

/** How a dead letter came to its end: by readings, or because an operator gave it up. */
export const resolutionOfDeadLetters: Migration = {
  number: 2,
  name: 'resolution-of-dead-letters',
  statements: ['alter table dead_letters add column resolution text'],
};
