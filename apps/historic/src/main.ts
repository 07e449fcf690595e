/**
 * The process `historic`: keeps what came over capacity, what gave no reading and what was set aside, and brings the
 * backlog back on its schedule. Replicas share the queues; of each receptor one of them replays.
 */
import '@dlms-telemetry/observe/start';
import {
  Backlog,
  BacklogDesk,
  BacklogWatch,
  DeadLetterQuota,
  DeadLetterRetention,
  Overflow,
  Poison,
  Replay,
  ReplayLeases,
  backlogEvents,
  observeReplay,
  replayReceptor,
  type ReplayReceptor,
} from '@dlms-telemetry/backlog';
import { TELEMETRY_UNROUTED, queuesOf } from '@dlms-telemetry/bus';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import {
  QueueWatch,
  busEvents,
  clock,
  countWaitingFrames,
  openBus,
  openCache,
  openStore,
  openUsers,
  publishAddresses,
  pooledRandom,
  receptorNames,
  runProcess,
  uniqueProcessName,
} from '@dlms-telemetry/process';
import { KnownMeters, UsersUpkeep, type UserDirectory } from '@dlms-telemetry/registry';

await runProcess(
  {
    name: 'historic',
    about: 'Stores overflow and dead letters, and replays the backlog.',
    services: ['AMQP_URL', 'DATABASE_URL', 'REDIS_URL'],
  },
  async (context) => {
    const { configuration, deployment, ports, parts, needs, untilThere, follow } = context;
    const events = createEvents('historic', backlogEvents, ports);

    const store = parts.closing(
      await untilThere('Postgres', () => openStore('historic', deployment)),
      (opened) => opened.close(),
    );
    const { deadLetters, backlog } = store;
    const redis = parts.closing(await openCache('historic', context), (opened) => opened.close());
    const users = await untilThere('Postgres', () =>
      openUsers({ deployment, ports, store, redis }),
    );
    const directory = parts.add(users.directory);
    parts.add(await publishAddresses({ ...context, redis, users }));
    const bus = parts.closing(await openBus('historic', context), (opened) => opened.close());
    needs('RabbitMQ', () => bus.connected || 'not connected');
    const waiting = parts.add(await countWaitingFrames('historic', { ...context, redis, bus }));

    let known = knownMeters(configuration, directory);
    directory.onUsers((changed) => {
      known.update(changed);
    });
    const retention = parts.add(new DeadLetterRetention({ deadLetters, clock, events }));
    let paces = pacesOf(configuration);
    const desk = new BacklogDesk({
      backlog,
      get paces() {
        return paces;
      },
    });
    const watch = parts.add(new BacklogWatch({ desk, clock, events }));
    const upkeep = parts.add(new UsersUpkeep({ ...users, users: store.users, clock }));
    const poison = parts.add(
      new Poison({ bus, deadLetters, events, now: clock.now, random: pooledRandom() }),
    );
    const keeping = parts.add(
      new Backlog({
        ...{ bus, deadLetters, events },
        quota: new DeadLetterQuota({
          deadLetters,
          isKnownMeter: ({ frame: { receptor, remoteAddress }, systemTitle }) =>
            known.has({ receptor, remoteAddress, systemTitle }),
          usedUp: (receptor, remoteAddress) => {
            events.deadLetterQuotaUsedUp({ receptor, remoteAddress });
          },
        }),
        added: (octets) => {
          retention.added(octets);
        },
        wait: (ms) => sleep(ms),
      }),
    );
    const lease = parts.add(new ReplayLeases({ backlog, clock }, uniqueProcessName('historic')));
    const replay = parts.add(
      new Replay({ bus, backlog, waiting, clock, events, lease }, replayReceptors(configuration)),
    );
    const overflow = parts.add(
      new Overflow({
        ...{ bus, backlog, events },
        stored: (receptor) => {
          replay.found(receptor, 'overload');
        },
      }),
    );

    const queueWatch = parts.add(
      new QueueWatch(
        {
          ...{ depth: (queue) => bus.depth(queue), clock },
          events: createEvents('bus', busEvents, ports),
        },
        measuredQueues(configuration),
      ),
    );
    observeReplay(replay, ports.counters);
    await untilThere('Postgres', () => replay.start());
    await Promise.all([overflow.start(), keeping.start(), poison.start()]);
    retention.start();
    watch.start();
    queueWatch.start();
    upkeep.start();
    follow(async (next) => {
      known = knownMeters(next.configuration, directory);
      paces = pacesOf(next.configuration);
      queueWatch.watch(measuredQueues(next.configuration));
      await replay.update(replayReceptors(next.configuration));
      return [];
    });
  },
);

function knownMeters(
  configuration: Configuration,
  { users }: Pick<UserDirectory, 'users'>,
): KnownMeters {
  const known = new KnownMeters(configuration);
  known.update(users);
  return known;
}

/** Those of disabled sections too: what they have accepted is still to be settled. */
function replayReceptors({ receptors }: Configuration): readonly ReplayReceptor[] {
  return receptors.map(replayReceptor);
}

function pacesOf(configuration: Configuration): ReadonlyMap<string, ReplayReceptor> {
  return new Map(replayReceptors(configuration).map((receptor) => [receptor.name, receptor]));
}

function measuredQueues(configuration: Configuration): readonly string[] {
  return [...queuesOf(receptorNames(configuration)).map(({ name }) => name), TELEMETRY_UNROUTED];
}
