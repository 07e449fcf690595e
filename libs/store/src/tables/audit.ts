import type { ColumnType } from 'kysely';

/** How it ended: it was done, whoever asked was refused, or it failed through no fault of theirs. */
export type AuditOutcome = 'done' | 'refused' | 'failed';

/** Who did what. Rows are never changed or removed. */
export interface AuditTable {
  readonly id: ColumnType<number | string, never, never>;
  readonly at: ColumnType<Date, never, never>;
  readonly key_id: string | null;
  readonly key_label: string | null;
  readonly action: string;
  readonly object: string | null;
  readonly address: string | null;
  readonly outcome: AuditOutcome;
  readonly code: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
