/** Every reason for which the store turns a call down. */
export type StoreErrorCode =
  | 'store.locked' // another process works on this data folder
  | 'store.data-folder' // the data folder cannot be made, read or written
  | 'store.newer-schema' // the data was written by a newer version
  | 'store.data' // the database refused these values, and would again
  | 'store.failed' // any other failure of the database
  | 'store.closed'; // the store was closed

/** What to do about each code, for docs/errors.md. */
export const storeErrorAdvice: Readonly<Record<StoreErrorCode, string>> = {
  'store.locked':
    'Another process runs on the same data folder. Stop it, or give this one a folder of its own with `--data`.',
  'store.data-folder':
    'Look at the owner and the rights of the data folder, and whether the disk is full.',
  'store.newer-schema':
    'The data folder was used by a newer version. Run that version; a database is never taken back to an older one.',
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

/**
 * Wraps a failure of a statement, told by its SQLSTATE. Without one the values did not even reach the database: they
 * could not be written as parameters.
 */
export function databaseError(message: string, sqlState: string | undefined): StoreError {
  if (sqlState === undefined) return new StoreError('store.data', message);
  const aboutTheValues = ABOUT_THE_VALUES.has(sqlState.slice(0, 2));
  return new StoreError(
    aboutTheValues ? 'store.data' : 'store.failed',
    `${message} (SQLSTATE ${sqlState})`,
  );
}
