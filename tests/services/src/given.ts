import { ServiceError, type Service, type ServiceAddress, type ServiceKind } from './service.js';

/** A service that somebody else runs: `TEST_AMQP_URL` and its like. It is used, and never started, ended or emptied. */
export class GivenService implements Service {
  readonly kind: ServiceKind;
  readonly #address: ServiceAddress;

  constructor(kind: ServiceKind, address: ServiceAddress) {
    this.kind = kind;
    this.#address = address;
  }

  start(): Promise<ServiceAddress> {
    return Promise.resolve(this.#address);
  }

  stop(): Promise<void> {
    return this.#refuse();
  }

  kill(): Promise<void> {
    return this.#refuse();
  }

  control(): Promise<string> {
    return this.#refuse();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }

  #refuse(): Promise<never> {
    return Promise.reject(new ServiceError(`${this.kind} was given and is not ours to end`));
  }
}

const RABBITMQ_MANAGEMENT_PORT = '15672';

/** The services given by `TEST_AMQP_URL` (and `TEST_AMQP_MANAGEMENT_URL`), `TEST_DATABASE_URL`, `TEST_REDIS_URL`. */
export function givenService(
  kind: ServiceKind,
  environment: Readonly<Record<string, string | undefined>>,
): GivenService | undefined {
  if (kind === 'rabbitmq') {
    const url = environment.TEST_AMQP_URL;
    if (!url) return undefined;
    const managementUrl = environment.TEST_AMQP_MANAGEMENT_URL ?? managementOf(url);
    return new GivenService(kind, { url, managementUrl });
  }
  const url = environment[kind === 'postgres' ? 'TEST_DATABASE_URL' : 'TEST_REDIS_URL'];
  return url ? new GivenService(kind, { url }) : undefined;
}

/** The management API of a broker where RabbitMQ puts it by itself, with the same credentials. */
function managementOf(amqpUrl: string): string {
  const { hostname, username, password } = new URL(amqpUrl);
  const credentials = username === '' ? 'guest:guest' : `${username}:${password}`;
  return `http://${credentials}@${hostname}:${RABBITMQ_MANAGEMENT_PORT}`;
}
