import { freshVhost } from '@dlms-telemetry/services';
import { beforeAll } from 'vitest';
import { describeBus, CONTRACT_QUEUES } from '../bus-contract.js';
import type { AmqpBus } from './amqp-bus.js';
import { startBus, Wire } from './test-broker.js';

const QUEUES = CONTRACT_QUEUES.map((name) => ({ name }));
// The broker may still be starting.
beforeAll(async () => {
  await (await freshVhost()).drop();
}, 60_000);

describeBus('the bus on RabbitMQ', async () => {
  const vhost = await freshVhost();
  const wire = new Wire(vhost.url);
  let { bus } = await startBus(await wire.open(), QUEUES);
  const crashed: AmqpBus[] = [];
  return {
    bus,
    restart: async () => {
      crashed.push(bus);
      wire.close();
      ({ bus } = await startBus(vhost.url, QUEUES));
      return bus;
    },
    acksGoWithPublishes: false,
    close: async () => {
      await Promise.all([bus, ...crashed].map((each) => each.close()));
      wire.close();
      await vhost.drop();
    },
  };
});
