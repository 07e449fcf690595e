import type { Statement, StatementResult } from '../database.js';

/** What the thread of the database is started with. */
export interface ThreadData {
  /** Folder of the database's files. */
  readonly folder: string;
  /** `initialise`: make a fresh database there and end. `serve`: open it and answer requests. */
  readonly task: 'initialise' | 'serve';
}

/** Asked of the thread; answered by the same number. */
export type ThreadRequest =
  | {
      readonly type: 'run';
      readonly number: number;
      readonly transaction: boolean;
      readonly statements: readonly Statement[];
    }
  | { readonly type: 'statistics'; readonly number: number }
  | { readonly type: 'close'; readonly number: number };

/** What was made durable since the start. */
export interface DiskStatistics {
  /** Syncs of files: one for each commit, more at checkpoints. */
  readonly fileSyncs: number;
  /** Syncs of folders, for the names of new files. */
  readonly folderSyncs: number;
}

/** Sent by the thread. `failed` comes when Postgres has given up; the thread ends then. */
export type ThreadAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'results'; readonly number: number; readonly results: StatementResult[] }
  | { readonly type: 'statistics'; readonly number: number; readonly statistics: DiskStatistics }
  | { readonly type: 'closed'; readonly number: number }
  | { readonly type: 'failed'; readonly message: string }
  | {
      readonly type: 'refused';
      readonly number: number;
      readonly message: string;
      readonly sqlState?: string;
    };
