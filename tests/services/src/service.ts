/** The kinds of services the project runs on. */
export type ServiceKind = 'rabbitmq' | 'postgres' | 'redis';

/** Where a running service is found. */
export interface ServiceAddress {
  /** `amqp://`, `postgres://` or `redis://`, with the credentials of its owner. */
  readonly url: string;
  /** RabbitMQ only: where its management API answers, with credentials. */
  readonly managementUrl?: string;
}

/**
 * One service of our own: it may be ended in every way and started again on the same data and ports. Where the service
 * was given (`TEST_AMQP_URL` and its like) it is not ours: `start` tells its address, everything else is refused.
 */
export interface Service {
  readonly kind: ServiceKind;
  /** Starts it, or starts it again after `kill` or `stop`; resolves when it answers. */
  start(): Promise<ServiceAddress>;
  /** Ends it as an operator would; resolves when it has gone. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, as a crash would; resolves when it has gone. */
  kill(): Promise<void>;
  /**
   * Runs the service's own tool (RabbitMQ: `rabbitmqctl`, others have none here) and gives what it prints: for what an
   * operator or a full disk does to it.
   */
  control(parameters: readonly string[]): Promise<string>;
  /** Ends it in the quickest way, with all that belongs to it. Its data is of no use after that. */
  destroy(): Promise<void>;
}

/** For services without a tool that tests need. */
export function hasNoTool(kind: ServiceKind): Promise<never> {
  return Promise.reject(new ServiceError(`${kind} has no tool here`));
}

/** A service did not do what it was told; the message says why. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
}

/** A service cannot be had on this machine. */
export class MissingServiceError extends ServiceError {
  override readonly name = 'MissingServiceError';
  readonly kind: ServiceKind;

  constructor(kind: ServiceKind) {
    super(`${kind} is not to be had on this machine; the end of this output says what helps`);
    this.kind = kind;
  }
}
