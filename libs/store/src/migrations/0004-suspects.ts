import type { Migration } from './migration.js';

/** Frames in whose company a worker that decodes has died. */
export const suspects: Migration = {
  number: 4,
  name: 'suspects',
  statements: [
    `create table suspects (
      frame_id uuid primary key,
      attempts integer not null,
      decided text
    )`,
  ],
};
