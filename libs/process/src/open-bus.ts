import { AmqpBus, queuesOf } from '@dlms-telemetry/bus';
import { createEvents, observeGauges, type EventPorts } from '@dlms-telemetry/observe';
import type { Configuration, DeploymentWith } from '@dlms-telemetry/options';
import { busEvents, busGauges } from './events.js';

/** What the bus of a process is made of. */
export interface BusSources {
  readonly configuration: Configuration;
  readonly deployment: DeploymentWith<'AMQP_URL'>;
  readonly ports: EventPorts;
}

/**
 * The started bus of a process on RabbitMQ. Whoever comes first declares the queues of all receptors; a broker that is
 * away is tried again for ever.
 *
 * @param name shown in the broker's management
 */
export async function openBus(
  name: string,
  { configuration, deployment, ports }: BusSources,
): Promise<AmqpBus> {
  const events = createEvents('bus', busEvents, ports);
  const bus = new AmqpBus(
    {
      url: deployment.AMQP_URL.reveal(),
      name,
      queues: queuesOf(configuration.receptors.map((receptor) => receptor.name)),
    },
    {
      events: {
        ...events,
        unblocked: () => {
          events.unblocked({});
        },
        confirmedLate: () => {
          events.confirmedLate({});
        },
      },
      random: Math.random,
    },
  );
  observeGauges(busGauges, ports.counters, {
    outstanding: () => [{ value: bus.outstanding }],
    connected: () => [{ value: Number(bus.connected) }],
  });
  await bus.start();
  return bus;
}
