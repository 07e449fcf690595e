import { queueReadingsDeadLetters } from './0001-queue-readings-dead-letters.js';
import { resolutionOfDeadLetters } from './0002-resolution-of-dead-letters.js';
import { backlog } from './0003-backlog.js';
import { suspects } from './0004-suspects.js';
import { replayCounters } from './0005-replay-counters.js';
import { usersAndTheirKeys } from './0006-users-and-their-keys.js';
import { readingsInRuns } from './0007-readings-in-runs.js';
import { quotaAndRetentionOfDeadLetters } from './0008-quota-and-retention-of-dead-letters.js';
import { lastValuesAndHotTables } from './0009-last-values-and-hot-tables.js';
import { apiKeysAndAudit } from './0010-api-keys-and-audit.js';
import { ownCounters } from './0011-own-counters.js';
import type { Migration } from './migration.js';

/** All migrations in order. */
export const migrations: readonly Migration[] = [
  queueReadingsDeadLetters,
  resolutionOfDeadLetters,
  backlog,
  suspects,
  replayCounters,
  usersAndTheirKeys,
  readingsInRuns,
  quotaAndRetentionOfDeadLetters,
  lastValuesAndHotTables,
  apiKeysAndAudit,
  ownCounters,
];
