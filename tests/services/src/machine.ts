import { dockerAnswers } from './compose.js';
import { installPackages, mayInstall } from './debian.js';
import { Postgres } from './postgres.js';
import { findEpmd, findPostgresFolder, findRabbitMqServer, findRedisServer } from './programs.js';
import { RabbitMq } from './rabbitmq.js';
import { Redis } from './redis.js';
import type { Service, ServiceKind } from './service.js';

/** What a machine has to offer for services. */
export interface Machine {
  /** A service from installed programs, with its data in a folder; nothing when they are not installed. */
  fromPrograms(kind: ServiceKind, folder: string): Service | undefined;
  /** Whether programs may be installed. */
  mayInstall(): boolean;
  install(kinds: readonly ServiceKind[]): Promise<void>;
  dockerAnswers(): Promise<boolean>;
}

/** The machine this runs on. */
export const thisMachine: Machine = {
  fromPrograms,
  mayInstall,
  install: installPackages,
  dockerAnswers,
};

function fromPrograms(kind: ServiceKind, folder: string): Service | undefined {
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
