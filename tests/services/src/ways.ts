import { join } from 'node:path';
import { ComposedService } from './compose.js';
import { installCommand } from './debian.js';
import { givenService } from './given.js';
import type { Machine } from './machine.js';
import { MissingServiceError, type Service, type ServiceKind } from './service.js';

/** In the order in which they are shown. */
export const SERVICE_KINDS: readonly ServiceKind[] = ['rabbitmq', 'postgres', 'redis'];

const TITLES: Readonly<Record<ServiceKind, string>> = {
  rabbitmq: 'RabbitMQ',
  postgres: 'PostgreSQL',
  redis: 'Redis',
};

const VARIABLES: Readonly<Record<ServiceKind, string>> = {
  rabbitmq: 'TEST_AMQP_URL',
  postgres: 'TEST_DATABASE_URL',
  redis: 'TEST_REDIS_URL',
};

/** What to do where a service cannot be had. */
export function howToGet(kinds: readonly ServiceKind[]): string {
  return [
    `Not found on this machine: ${kinds.map((kind) => TITLES[kind]).join(', ')}. One of these helps:`,
    `  install them           ${installCommand(kinds)} (as root on Debian this is done by itself)`,
    '  start a Docker engine  with docker compose',
    `  name running ones      ${kinds.map((kind) => `${VARIABLES[kind]}=...`).join(' ')}`,
  ].join('\n');
}

/** Finds for each service a way to have it, in this order: given, installed, Debian's packages, docker compose. */
export class Ways {
  readonly #folder: string;
  readonly #machine: Machine;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  #installed: Promise<void> | undefined;
  #docker: Promise<boolean> | undefined;

  /**
   * @param folder in which each service gets a folder of its own
   * @param environment in which services may be named
   */
  constructor(
    folder: string,
    machine: Machine,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#folder = folder;
    this.#machine = machine;
    this.#environment = environment;
  }

  /**
   * @param instance names one of several services of a kind
   * @param own the caller will end it: a service that was given does not do
   * @throws MissingServiceError where no way is open
   */
  async open(kind: ServiceKind, instance: string, own: boolean): Promise<Service> {
    const folder = join(this.#folder, `${kind}-${instance}`);
    const given = own ? undefined : givenService(kind, this.#environment);
    const service = given ?? this.#machine.fromPrograms(kind, folder);
    if (service !== undefined) return service;
    if (this.#machine.mayInstall()) {
      this.#installed ??= this.#install();
      await this.#installed.catch(() => undefined); // it has said why; Docker may still do
      const installed = this.#machine.fromPrograms(kind, folder);
      if (installed !== undefined) return installed;
    }
    this.#docker ??= this.#machine.dockerAnswers();
    if (await this.#docker) {
      return new ComposedService(kind, `dlms-test-${process.pid}-${kind}-${instance}`);
    }
    throw new MissingServiceError(kind);
  }

  /** All that is missing at once, but for what was given. */
  async #install(): Promise<void> {
    const missing = SERVICE_KINDS.filter(
      (kind) =>
        givenService(kind, this.#environment) === undefined &&
        this.#machine.fromPrograms(kind, this.#folder) === undefined,
    );
    await this.#machine.install(missing);
  }
}
