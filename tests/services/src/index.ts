export {
  freshKeyPrefix,
  freshSchema,
  freshVhost,
  ownService,
  type OwnService,
  type Share,
} from './for-tests.js';
export { ServiceError, type ServiceAddress, type ServiceKind } from './service.js';
