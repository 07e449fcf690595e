export { parseConfiguration } from './parse-configuration.js';
export type {
  Configuration,
  ParsedConfiguration,
  Receptor,
  ScheduledReceptor,
} from './configuration.js';
export { ConfigurationError, problemLine } from './problem.js';
export type { Problem } from './problem.js';
export { Secret } from './secret.js';
export type { KeyReaders, ValueSources } from './substitute.js';
export { SECURITY_LEVELS } from './connection-options.js';
export type { SecurityLevel } from './connection-options.js';
export { PUSH_SERVER, receptorOptions } from './receptor-options.js';
export type { ReceptorOptions } from './receptor-options.js';
export { SCHEDULED, scheduledOptions } from './scheduled-options.js';
export type { ScheduledOptions } from './scheduled-options.js';
export { secretUserOptions, userOptions } from './user-options.js';
export type { UserOptions } from './user-options.js';
export { parseUsers, userProblemLine, UsersError } from './parse-users.js';
export type { ParsedUsers, UserProblem } from './parse-users.js';
export {
  deploymentOptions,
  readDeployment,
  secretDeploymentOptions,
} from './deployment-options.js';
export type { DeploymentOptions, DeploymentWith, ServiceOption } from './deployment-options.js';
export { readUsersText, usersTextAdvice, UsersTextError } from './users-text.js';
export type { UsersText } from './users-text.js';
export { configurationSchema, userSchema } from './configuration-schema.js';
export type { JsonSchema } from './configuration-schema.js';
export { optionsDocument } from './options-document.js';
export { optionNames } from './schema.js';
