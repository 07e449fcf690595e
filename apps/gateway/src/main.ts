/**
 * The process `gateway`: connections of meters become frames in queues, accepted before anything looks inside them. It
 * holds open sockets and nothing else: no key, and in the database it may only add to the backlog.
 */
import '@dlms-telemetry/observe/start';
import { createFramer } from '@dlms-telemetry/dlms';
import {
  Ingest,
  ingestEvents,
  ingestReceptor,
  observeIngest,
  type IngestReceptor,
} from '@dlms-telemetry/ingest';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import {
  clock,
  countWaitingFrames,
  openBus,
  openCache,
  openSenders,
  pooledRandom,
  runProcess,
  uniqueProcessName,
} from '@dlms-telemetry/process';
import { openBacklogWriter } from '@dlms-telemetry/store';
import { startControl } from './control.js';

await runProcess(
  {
    name: 'gateway',
    about: 'Takes connections of meters and hands their frames over.',
    services: ['AMQP_URL', 'DATABASE_URL', 'REDIS_URL'],
    // No key of a meter: what is not read cannot be lost. Only what TLS needs.
    secrets: ['CertificatePassword'],
  },
  async (context) => {
    const { configuration, deployment, ports, parts, needs, follow } = context;
    const gatewayProcess = uniqueProcessName('gateway');

    // Asked for nothing before the broker takes no frame: the database may be away until then.
    const { backlog } = parts.closing(
      openBacklogWriter({ url: deployment.DATABASE_URL.reveal(), applicationName: 'dlms gateway' }),
      (opened) => opened.close(),
    );
    const bus = parts.closing(await openBus(gatewayProcess, context), (opened) => opened.close());
    needs('RabbitMQ', () => bus.connected || 'not connected');
    const redis = parts.closing(await openCache(gatewayProcess, context), (opened) =>
      opened.close(),
    );
    const waiting = parts.add(await countWaitingFrames('live', { ...context, redis, bus }));

    const senders = parts.add(await openSenders({ ...context, redis }));

    const receptorsOf = ({ receptors }: Configuration): readonly IngestReceptor[] =>
      receptors
        .filter(({ options }) => options.Enabled)
        .map((receptor) => ingestReceptor(receptor, senders.sharedOf(receptor.name)));
    const ingest = parts.add(
      new Ingest(
        {
          ...{ bus, waiting, clock, createFramer, backlog },
          random: pooledRandom(),
          events: createEvents('gateway', ingestEvents, ports),
          sources: {
            judge: (receptor, address) => {
              if (!senders.isUnknown(receptor, address)) return 'known';
              // What is known may be old: nobody is refused by it.
              return redis.connected ? 'unknown' : 'not-judged';
            },
          },
        },
        {
          receptors: receptorsOf(configuration),
          gatewayProcess,
          sharedPorts: deployment.SHARED_PORTS,
        },
      ),
    );
    senders.onChange((receptor) => {
      ingest.shareAddresses(receptor, senders.sharedOf(receptor));
    });
    observeIngest(ingest, ports.counters);
    await ingest.start();
    // After the bus: the queues of a receptor are there before it listens.
    follow(async (next) => (await ingest.update(receptorsOf(next.configuration))).failed);
    const control = { gatewayProcess, ingest, ports };
    parts.add(await startControl(deployment.AMQP_URL.reveal(), control));
  },
);
