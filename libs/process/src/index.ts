export { clock } from './clock.js';
export {
  configurationOf,
  readConfigurationFile,
  type ConfigurationTexts,
  type LoadedConfiguration,
} from './configuration-file.js';
export { UnusableConfiguration, UsageEnd } from './errors.js';
export {
  busEvents,
  busGauges,
  cacheEvents,
  processEvents,
  type BusEvents,
  type ProcessEvents,
} from './events.js';
export { openBus, type BusSources } from './open-bus.js';
export {
  countWaitingFrames,
  openCache,
  type CacheSources,
  type WaitingFramesSources,
} from './open-cache.js';
export { openStore } from './open-store.js';
export {
  openSenders,
  openUsers,
  publishAddresses,
  type AddressSources,
  type SenderSources,
  type Users,
  type UsersSources,
} from './open-users.js';
export { Parts, type Stoppable } from './parts.js';
export { QueueWatch, type QueueWatchPorts } from './queue-watch.js';
export { pooledRandom, uniqueProcessName } from './random.js';
export {
  runProcess,
  type Need,
  type ProcessContext,
  type ProcessDescription,
} from './run-process.js';
