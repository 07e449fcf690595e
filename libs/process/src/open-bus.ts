import { AmqpBus, queuesOf } from '@dlms-telemetry/bus';
import { createEvents, observeGauges, type EventPorts } from '@dlms-telemetry/observe';
import type { Configuration, DeploymentWith } from '@dlms-telemetry/options';
import { busEvents, busGauges } from './events.js';
import { receptorNames, type Follow } from './follow-configuration.js';

/** What the bus of a process is made of. */
export interface BusSources {
  readonly configuration: Configuration;
  readonly deployment: DeploymentWith<'AMQP_URL'>;
  readonly ports: EventPorts;
  readonly follow: Follow;
}

/**
 * The started bus of a process on RabbitMQ. Whoever comes first declares the queues of all receptors; a broker that is
 * away is tried again for ever. Queues of receptors that come later are declared when they do.
 *
 * @param name shown in the broker's management
 */
export async function openBus(
  name: string,
  { configuration, deployment, ports, follow }: BusSources,
): Promise<AmqpBus> {
  const events = createEvents('bus', busEvents, ports);
  const bus = new AmqpBus(
    {
      url: deployment.AMQP_URL.reveal(),
      name,
      queues: queuesOf(receptorNames(configuration)),
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
  follow(async (next) => {
    await bus.declare(queuesOf(receptorNames(next.configuration)));
    return [];
  });
  return bus;
}
