export { Admin, openApiDocument, type AdminOptions, type AdminPorts } from './admin.js';
export type { AccessOptions, Limit, RateLimiter } from './access/access.js';
export { ROLES } from './access/roles.js';
export {
  ApiKeysDesk,
  type KeyNote,
  type KeyWish,
  type ListedApiKey,
} from './api-keys/api-keys-desk.js';
export { createKeyBody } from './api-keys/api-keys.schemas.js';
export {
  GATEWAYS_EXCHANGE,
  LIST_CONNECTIONS,
  gatewayControl,
  listConnectionsMessage,
  type GatewayConnections,
  type ListConnections,
  type OpenConnection,
} from './connections/gateway-messages.js';
export { RabbitGateways, type Gateways } from './connections/gateways.js';
export { AdminError, adminErrorAdvice, type AdminErrorCode } from './errors.js';
export { FrameworkLog } from './http/framework-log.js';
export { adminEvents, type AdminEvents } from './events.js';
