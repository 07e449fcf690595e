export { clock } from './clock.js';
export {
  configurationOf,
  readConfigurationFile,
  type ConfigurationTexts,
  type LoadedConfiguration,
} from './configuration-file.js';
export { UnusableConfiguration, UsageEnd } from './errors.js';
export { busEvents, processEvents, type ProcessEvents } from './events.js';
export { openBus, type BusSources } from './open-bus.js';
export { Parts, type Stoppable } from './parts.js';
export { pooledRandom, uniqueProcessName } from './random.js';
export {
  runProcess,
  type Need,
  type ProcessContext,
  type ProcessDescription,
} from './run-process.js';
