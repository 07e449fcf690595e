import 'reflect-metadata';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { freshSchema, freshVhost } from '@dlms-telemetry/services';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApi } from '../test-api.js';
import {
  LIST_CONNECTIONS,
  gatewayControl,
  type GatewayConnections,
  type ListConnections,
  type OpenConnection,
} from './gateway-messages.js';
import { RabbitGateways } from './gateways.js';

const MORE_TIME = 60_000;

/** As long as it takes a busy machine: it is what ends the wait for answers. */
const LIMIT_MS = 1_000;

const gateways: INestMicroservice[] = [];
let vhost: Awaited<ReturnType<typeof freshVhost>>;
let asking: RabbitGateways;
let api: TestApi;
let viewer: string;

beforeAll(async () => {
  vhost = await freshVhost();
  asking = new RabbitGateways(vhost.url, LIMIT_MS);
  api = await TestApi.open(await freshSchema(), undefined, {}, () => ({ gateways: asking }));
  viewer = await api.key('viewer');
}, MORE_TIME);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await asking.stop();
  await api.close();
  await vhost.drop();
});

/** A gateway as its app hosts it: a thin controller that answers a message. */
async function startGateway(
  id: string,
  answer: (asked: ListConnections) => unknown,
): Promise<void> {
  @Controller()
  class Connections {
    @MessagePattern(LIST_CONNECTIONS)
    list(@Payload() asked: ListConnections): unknown {
      return answer(asked);
    }
  }
  @Module({ controllers: [Connections] })
  class Gateway {}
  const options = { ...gatewayControl(vhost.url, id), logger: false } as const;
  const gateway = await NestFactory.createMicroservice(Gateway, options);
  await gateway.listen();
  gateways.push(gateway);
}

function answerOf(gateway: string, receptor: string): GatewayConnections {
  const connection: OpenConnection = {
    ...{ connectionId: `${gateway}-1`, receptor, remoteAddress: '192.0.2.1', remotePort: 1_024 },
    ...{ localPort: 4_059, openedAt: '2026-01-01T00:00:00.000Z', octets: 10 },
  };
  return { gateway, connections: [connection], total: 1 };
}

const list = () => api.call('GET', '/api/Connections?receptor=Meters', { key: viewer });

it(
  'are told by every gateway that answers in time, however many there are',
  async () => {
    expect(await list()).toMatchObject({ status: 200, body: { gateways: [] } });
    await startGateway('gateway-b', ({ receptor = '' }) => answerOf('gateway-b', receptor));
    await startGateway('gateway-a', ({ receptor = '' }) => answerOf('gateway-a', receptor));
    const answer = await list();
    expect(answer.body.gateways).toEqual([
      answerOf('gateway-a', 'Meters'),
      answerOf('gateway-b', 'Meters'),
    ]);
  },
  MORE_TIME,
);

it(
  'of a gateway that fails, is silent or talks nonsense are left out',
  async () => {
    await startGateway('gateway-fails', () => {
      throw new Error('broken');
    });
    await startGateway('gateway-silent', () => new Promise(() => undefined));
    await startGateway('gateway-odd', () => ({ odd: true }));
    const { body } = await list();
    const names = (body.gateways as { gateway: string }[]).map(({ gateway }) => gateway);
    expect(names).toEqual(['gateway-a', 'gateway-b']);
  },
  MORE_TIME,
);

it(
  'cannot be told where the broker is away',
  async () => {
    const away = new RabbitGateways('amqp://127.0.0.1:1', 200);
    expect(await away.reachable()).toBe(false);
    await expect(away.connections({ limit: 1 })).rejects.toMatchObject({
      code: 'connections.away',
    });
    await away.stop();
  },
  MORE_TIME,
);
