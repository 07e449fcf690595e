export { createRegistry, isRegistryRefusal, MOST_CANDIDATES } from './registry.js';
export type { Candidate, Minimum, Query, Registry } from './registry.js';
export { registryRefusalAdvice } from './errors.js';
export type { RegistryRefusal, RegistryRefusalCode } from './errors.js';
