export { clock } from './clock.js';
export { changesBetween, type ConfigurationChanges } from './configuration-changes.js';
export {
  configurationOf,
  readConfigurationFile,
  type ConfigurationTexts,
  type LoadedConfiguration,
  type ReadingOptions,
} from './configuration-file.js';
export {
  ConfigurationWatch,
  FileVersions,
  type ConfigurationWatchPorts,
} from './configuration-watch.js';
export { UnusableConfiguration, UsageEnd } from './errors.js';
export {
  busEvents,
  busGauges,
  cacheEvents,
  configurationEvents,
  processEvents,
  type BusEvents,
  type ConfigurationEvents,
  type ProcessEvents,
} from './events.js';
export {
  receptorNames,
  type Configured,
  type Follow,
  type Reconfigure,
} from './follow-configuration.js';
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
