/** Every reason for which Redis turns a call down. */
export type CacheErrorCode =
  | 'cache.away' // there is no connection; nothing was done
  | 'cache.unanswered' // no answer in time, or the connection broke before it; it may have been done
  | 'cache.refused'; // Redis answered with an error

/** What to do about each code, for docs/errors.md. */
export const cacheErrorAdvice: Readonly<Record<CacheErrorCode, string>> = {
  'cache.away':
    'Redis cannot be reached. Everything goes on without it: counters are judged by the database, waiting frames are estimated, gateways keep the addresses they know. Look at Redis and at REDIS_URL.',
  'cache.unanswered':
    'As cache.away. Redis may be too busy: look at its slow log, and at what else uses it.',
  'cache.refused':
    'Redis turned a command down: it is out of memory, read-only or lacks a right. It counts as away meanwhile; the cause stands in the log.',
};

/** The only error of this library. */
export class CacheError extends Error {
  override readonly name = 'CacheError';
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
