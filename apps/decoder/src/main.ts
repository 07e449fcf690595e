/**
 * The process `decoder`: frames from the queues of all receptors become readings, or dead letters with their reason. It
 * holds a cache and nothing else; as many as the load asks for share the queues.
 */
import '@dlms-telemetry/observe/start';
import { RedisCounterWindows } from '@dlms-telemetry/cache';
import {
  Decode,
  Formers,
  LookUpGate,
  decodeEvents,
  decodeReceptor,
  observeDecode,
  type DecodeReceptor,
} from '@dlms-telemetry/decode';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import {
  clock,
  countWaitingFrames,
  openBus,
  openCache,
  openStore,
  openUsers,
  publishAddresses,
  runProcess,
  type ConfigurationTexts,
  type Configured,
} from '@dlms-telemetry/process';
import { WindowReplayGuard, replayEvents, type ReplayProtection } from '@dlms-telemetry/replay';
import { startWorker } from './worker.js';

await runProcess(
  {
    name: 'decoder',
    about: 'Finds the keys of frames, opens and decodes them, and publishes their readings.',
    services: ['AMQP_URL', 'DATABASE_URL', 'REDIS_URL'],
  },
  async (context) => {
    const { configuration, texts, deployment, ports, parts, needs, untilThere, follow } = context;
    const events = createEvents('decoder', decodeEvents, ports);

    const store = parts.closing(
      await untilThere('Postgres', () => openStore('decoder', deployment)),
      (opened) => opened.close(),
    );
    const redis = parts.closing(await openCache('decoder', context), (opened) => opened.close());
    const users = await untilThere('Postgres', () =>
      openUsers({ deployment, ports, store, redis }),
    );
    const directory = parts.add(users.directory);
    parts.add(await publishAddresses({ ...context, redis, users }));
    const bus = parts.closing(await openBus('decoder', context), (opened) => opened.close());
    needs('RabbitMQ', () => bus.connected || 'not connected');
    const counting = { ...context, redis, bus };
    const live = parts.add(await countWaitingFrames('live', counting));
    const historic = parts.add(await countWaitingFrames('historic', counting));

    const replay = parts.add(
      new WindowReplayGuard(
        {
          ...{ store: store.counters, shared: new RedisCounterWindows(redis), clock },
          events: createEvents('replay', replayEvents, ports),
        },
        {
          receptors: protectionsOf(configuration),
        },
      ),
    );
    const formers = new Formers<ConfigurationTexts>([live, historic]);
    const { thread: worker, configure } = await startWorker({
      ...{ texts, formers, directory, events },
      recordFolder: deployment.WORK_FOLDER,
    });
    parts.add(worker);
    const decode = new Decode(
      {
        ...{ bus, worker, replay, events },
        suspects: store.suspects,
        ownCounters: store.ownCounters,
        waiting: { live, historic },
        nextKeyUsed: (userId) => void directory.promote(userId),
      },
      {
        receptors: decodeReceptors(configuration),
        record: deployment.RECORDER,
      },
    );
    const gate = new LookUpGate({ checkedAt: () => directory.checkedAt, clock, decode, events });
    needs('Postgres', () => gate.open || 'users cannot be looked up');
    parts.add({
      async stop(signal) {
        await gate.stop();
        // A frame that does not come to an end would hold the stop back.
        const end = (): void => void worker.stop();
        signal.addEventListener('abort', end, { once: true });
        if (signal.aborted) end();
        await decode.stop(signal);
      },
    });

    observeDecode(decode, ports.counters);
    replay.start();
    await decode.start();
    gate.start();
    let present: Configured = { configuration, texts };
    follow(async (next) => {
      const last = decodeReceptors(present.configuration);
      formers.changed({ texts: present.texts, receptors: last }, next.configuration);
      present = next;
      configure(next.texts);
      replay.protect(protectionsOf(next.configuration));
      await decode.update([...decodeReceptors(next.configuration), ...formers.receptors]);
      return [];
    });
  },
);

/** Those of disabled sections too: what they have accepted is still to be settled. */
function decodeReceptors(configuration: Configuration): readonly DecodeReceptor[] {
  return configuration.receptors.map((receptor) => decodeReceptor(receptor, configuration));
}

/** `ReplayProtection` by receptor. */
function protectionsOf({ receptors }: Configuration): ReadonlyMap<string, ReplayProtection> {
  return new Map(receptors.map(({ name, options }) => [name, options.ReplayProtection]));
}
