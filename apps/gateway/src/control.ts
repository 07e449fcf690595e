import 'reflect-metadata';
import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  FrameworkLog,
  LIST_CONNECTIONS,
  adminEvents,
  gatewayControl,
  listConnectionsMessage,
  type GatewayConnections,
} from '@dlms-telemetry/admin';
import type { Ingest } from '@dlms-telemetry/ingest';
import { createEvents, type EventPorts } from '@dlms-telemetry/observe';
import type { Stoppable } from '@dlms-telemetry/process';

/** What the control plane sees of a gateway. */
export interface ControlSources {
  readonly gatewayProcess: string;
  readonly ingest: Pick<Ingest, 'openConnections'>;
  readonly ports: EventPorts;
}

const SOURCES = Symbol('ControlSources');

/** Answers admin-api. */
@Controller()
class ConnectionsController {
  readonly #sources: ControlSources;

  constructor(@Inject(SOURCES) sources: ControlSources) {
    this.#sources = sources;
  }

  /** The open connections; what is asked is judged here too, the broker being open to others. */
  @MessagePattern(LIST_CONNECTIONS)
  list(@Payload() message: unknown): GatewayConnections {
    const { receptor, limit } = listConnectionsMessage.parse(message);
    const { gatewayProcess, ingest } = this.#sources;
    const connections: GatewayConnections['connections'] = [];
    let total = 0;
    for (const { openedAt, ...connection } of ingest.openConnections(receptor)) {
      total++;
      if (connections.length < limit)
        connections.push({ ...connection, openedAt: new Date(openedAt).toISOString() });
    }
    return { gateway: gatewayProcess, connections, total };
  }
}

@Module({})
class ControlModule {
  static of(sources: ControlSources): DynamicModule {
    const providers = [{ provide: SOURCES, useValue: sources }];
    return { module: ControlModule, controllers: [ConnectionsController], providers };
  }
}

/** Listens to the control plane; a broker that is away is tried again for ever, and nobody waits for it. */
export async function startControl(amqpUrl: string, sources: ControlSources): Promise<Stoppable> {
  const logger = new FrameworkLog(createEvents('control', adminEvents, sources.ports));
  const settings = { ...gatewayControl(amqpUrl, sources.gatewayProcess), logger };
  const app = await NestFactory.createMicroservice(ControlModule.of(sources), settings);
  const listening = app.listen().catch(() => undefined); // the framework has told it
  return {
    async stop() {
      await app.close();
      void listening;
    },
  };
}
