import { join } from 'node:path';
import { ComposedService, dockerAnswers } from './compose.js';
import { installCommand, installPackages, mayInstall } from './debian.js';
import { givenService } from './given.js';
import { Postgres } from './postgres.js';
import { findEpmd, findPostgresFolder, findRabbitMqServer, findRedisServer } from './programs.js';
import { RabbitMq } from './rabbitmq.js';
import { Redis } from './redis.js';
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
  #installed: Promise<void> | undefined;
  #docker: Promise<boolean> | undefined;

  /** @param folder in which each service gets a folder of its own */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param instance names one of several services of a kind
   * @param own the caller will end it: a service that was given does not do
   * @throws MissingServiceError where no way is open
   */
  async open(kind: ServiceKind, instance: string, own: boolean): Promise<Service> {
    const given = own ? undefined : givenService(kind, process.env);
    const service = given ?? this.#fromBinaries(kind, instance);
    if (service !== undefined) return service;
    if (mayInstall()) {
      this.#installed ??= installPackages(SERVICE_KINDS.filter((each) => !isInstalled(each)));
      await this.#installed.catch(() => undefined); // it has said why; Docker may still do
      const installed = this.#fromBinaries(kind, instance);
      if (installed !== undefined) return installed;
    }
    this.#docker ??= dockerAnswers();
    if (await this.#docker) {
      return new ComposedService(kind, `dlms-test-${process.pid}-${kind}-${instance}`);
    }
    throw new MissingServiceError(kind);
  }

  #fromBinaries(kind: ServiceKind, instance: string): Service | undefined {
    const folder = join(this.#folder, `${kind}-${instance}`);
    switch (kind) {
      case 'rabbitmq': {
        const [script, epmd] = [findRabbitMqServer(), findEpmd()];
        return script && epmd ? new RabbitMq(script, epmd, folder) : undefined;
      }
      case 'postgres': {
        const binaries = findPostgresFolder();
        return binaries ? new Postgres(binaries, folder) : undefined;
      }
      case 'redis': {
        const program = findRedisServer();
        return program ? new Redis(program, folder) : undefined;
      }
    }
  }
}

function isInstalled(kind: ServiceKind): boolean {
  switch (kind) {
    case 'rabbitmq':
      return findRabbitMqServer() !== undefined;
    case 'postgres':
      return findPostgresFolder() !== undefined;
    case 'redis':
      return findRedisServer() !== undefined;
  }
}
