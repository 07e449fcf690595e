/** Every reason for which the store turns a call down. */
export type StoreErrorCode =
  | 'store.locked' // another process works on this data folder or database
  | 'store.data-folder' // the data folder cannot be made, read or written
  | 'store.newer-schema' // the data was written by a newer version
  | 'store.older-schema' // nobody has brought the schema up to date in time
  | 'store.away' // the database cannot be reached
  | 'store.data' // the database refused these values, and would again
  | 'store.failed' // any other failure of the database
  | 'store.closed'; // the store was closed

/** What to do about each code, for docs/errors.md. */
export const storeErrorAdvice: Readonly<Record<StoreErrorCode, string>> = {
  'store.locked':
    'Another process runs on the same data folder, or another `standalone` on the same database. Stop it, or give this one a folder of its own with `--data`, or a database or schema of its own with `--database-url`.',
  'store.data-folder':
    'Look at the owner and the rights of the data folder, and whether the disk is full.',
  'store.newer-schema':
    'The data folder was used by a newer version. Run that version; a database is never taken back to an older one.',
  'store.older-schema':
    'The tables are missing or older than this version needs. Start a process that brings them up to date (`historic`, `recorder`, `decoder` and `admin-api` do), and look into its log if it has.',
  'store.away':
    'The database could not be reached. Look whether it runs, at the host, port, name and password in `DATABASE_URL`, and at its limit of connections. What cannot be stored waits, and goes on by itself.',
  'store.data':
    'The database refused a value. What held it is set aside, the rest goes on. Please report it.',
  'store.failed': 'Look at the cause: disk full, disk error, or a fault in the database.',
  'store.closed': 'The process is stopping. Nothing was stored; send again.',
};

/** The only error of this library. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** SQLSTATE classes that judge the values: data exception, integrity constraint, program limit exceeded. */
const ABOUT_THE_VALUES = new Set(['22', '23', '54']);

/** SQLSTATE classes and codes of a server that takes no work at present. */
const AWAY_CLASSES = new Set(['08', '57P']);
const AWAY_CODES = new Set([
  '53300', // too many connections
  '25006', // a standby, or a server that was one until now
]);

/**
 * Wraps a failure of a statement, told by its SQLSTATE. Without one the values did not even reach the database: they
 * could not be written as parameters.
 */
export function databaseError(message: string, sqlState: string | undefined): StoreError {
  if (sqlState === undefined) return new StoreError('store.data', message);
  return new StoreError(codeOf(sqlState), `${message} (SQLSTATE ${sqlState})`);
}

function codeOf(sqlState: string): StoreErrorCode {
  if (ABOUT_THE_VALUES.has(sqlState.slice(0, 2))) return 'store.data';
  const away =
    AWAY_CODES.has(sqlState) ||
    AWAY_CLASSES.has(sqlState.slice(0, 2)) ||
    AWAY_CLASSES.has(sqlState.slice(0, 3));
  return away ? 'store.away' : 'store.failed';
}
