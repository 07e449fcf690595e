export { RedisAddresses, type AddressVersions } from './addresses/redis-addresses.js';
export type { CacheClock } from './clock.js';
export {
  RedisCounterWindows,
  type JudgedCounter,
  type KnownCounters,
  type WindowOutcome,
  type WindowVerdict,
} from './counters/redis-counter-windows.js';
export { CacheError, cacheErrorAdvice, type CacheErrorCode } from './errors.js';
export { InMemoryRateLimiter } from './rate-limits/in-memory-rate-limiter.js';
export type { RateLimit, RateLimiter, RateVerdict } from './rate-limits/rate-limiter.js';
export { RedisRateLimiter } from './rate-limits/redis-rate-limiter.js';
export { RedisConnection, type RedisEvents, type RedisOptions } from './redis-connection.js';
export { RegistryHints } from './registry-hints.js';
export type { QueueDepth } from './waiting-frames/drift.js';
export {
  RedisWaitingFrames,
  type WaitingFramesEvents,
  type WaitingFramesOptions,
  type WaitingFramesPorts,
} from './waiting-frames/redis-waiting-frames.js';
