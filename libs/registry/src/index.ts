export { createRegistry, isRegistryRefusal } from './registry.js';
export type { Query, Registry } from './registry.js';
export { MOST_CANDIDATES } from './device.js';
export type { Candidate, Minimum } from './candidate.js';
export { TitleTable } from './title-table.js';
export { registryRefusalAdvice } from './errors.js';
export type { RegistryRefusal, RegistryRefusalCode } from './errors.js';
