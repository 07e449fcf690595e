import type { CustomStrategy } from '@nestjs/microservices';
import { z } from 'zod';
import { ControlServer } from './transport.js';

/** Exchange to which requests to all gateways go; each has an exclusive queue of its own bound to it. */
export const GATEWAYS_EXCHANGE = 'control.gateways';

/** Pattern of the message that asks a gateway for its open connections; answered with `GatewayConnections`. */
export const LIST_CONNECTIONS = 'connections.list';

/** What is asked: connections of a receptor, or of all. */
export const listConnectionsMessage = z.object({
  receptor: z.string().optional(),
  limit: z.int().min(1),
});
/** Of `LIST_CONNECTIONS`. */
export type ListConnections = z.infer<typeof listConnectionsMessage>;

/** An open connection of a meter. */
export const openConnection = z
  .object({
    connectionId: z.string(),
    receptor: z.string(),
    remoteAddress: z.string(),
    remotePort: z.int(),
    localPort: z.int(),
    openedAt: z.iso.datetime(),
    octets: z.int().describe('That came so far.'),
  })
  .meta({ id: 'OpenConnection' });
/** As a gateway tells it. */
export type OpenConnection = z.infer<typeof openConnection>;

/** What a gateway answers. */
export const gatewayConnections = z.object({
  gateway: z.string(),
  connections: z.array(openConnection),
  /** Of all, also those over the limit. */
  total: z.int(),
});
/** What a gateway answers to `LIST_CONNECTIONS`. */
export type GatewayConnections = z.infer<typeof gatewayConnections>;

/**
 * How a gateway listens to the control plane, on an exclusive queue of its own id:
 * `NestFactory.createMicroservice(module, gatewayControl(url, id))` with a message controller that answers
 * `LIST_CONNECTIONS`.
 */
export function gatewayControl(amqpUrl: string, gatewayProcess: string): CustomStrategy {
  return {
    strategy: new ControlServer({
      urls: [amqpUrl],
      queue: `control.${gatewayProcess}`,
      queueOptions: { exclusive: true, autoDelete: true, durable: false },
      exchange: GATEWAYS_EXCHANGE,
      exchangeType: 'fanout',
      noAck: true,
    }),
  };
}
