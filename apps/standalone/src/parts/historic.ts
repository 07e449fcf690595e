import { setTimeout as sleep } from 'node:timers/promises';
import {
  Backlog,
  BacklogDesk,
  BacklogWatch,
  DeadLetterQuota,
  DeadLetterRetention,
  Overflow,
  Poison,
  Replay,
  backlogEvents,
  observeReplay,
  replayReceptor,
  type ReplayReceptor,
} from '@dlms-telemetry/backlog';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import { KnownMeters } from '@dlms-telemetry/registry';
import { clock, pooledRandom } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';
import type { UserRegistry } from './registry.js';

/** What keeps frames, and what brings them back. */
export interface Historic {
  readonly keeping: Part;
  /** Says what waits in the backlog, and for how long. */
  readonly desk: BacklogDesk;
  /** A source of frames like the gateway: stopped before what takes them. */
  readonly replay: Part;
}

/** Stores what gave no reading and what came over capacity, and brings the latter back. */
export async function startHistoric({
  configuration,
  bus,
  store,
  registry: { directory },
  waiting,
  ports,
}: Wiring): Promise<Historic> {
  const events = createEvents('historic', backlogEvents, ports);
  const { deadLetters } = store;
  let known = knownMeters(configuration, directory);
  directory.onUsers((changed) => {
    known.update(changed);
  });
  const retention = new DeadLetterRetention({ deadLetters, clock, events });
  const backlog = new Backlog({
    bus,
    deadLetters,
    quota: new DeadLetterQuota({
      deadLetters,
      isKnownMeter: ({ frame: { receptor, remoteAddress }, systemTitle }) =>
        known.has({ receptor, remoteAddress, systemTitle }),
      usedUp: (receptor, remoteAddress) => {
        events.deadLetterQuotaUsedUp({ receptor, remoteAddress });
      },
    }),
    events,
    added: (octets) => {
      retention.added(octets);
    },
    wait: (ms) => sleep(ms),
    settled: (refused) => ports.output.refused(refused),
  });
  const replay = new Replay(
    { bus, backlog: store.backlog, waiting: waiting.historic, clock, events },
    replayReceptors(configuration),
  );
  const overflow = new Overflow({
    bus,
    backlog: store.backlog,
    events,
    stored: (receptor) => {
      replay.found(receptor, 'overload');
    },
  });
  const poison = new Poison({
    ...{ bus, deadLetters, events, now: clock.now },
    random: pooledRandom(),
  });
  let paces = pacesOf(configuration);
  const desk = new BacklogDesk({
    backlog: store.backlog,
    get paces() {
      return paces;
    },
  });
  const watch = new BacklogWatch({ desk, clock, events });
  observeReplay(replay, ports.counters);
  await replay.start();
  await overflow.start();
  await backlog.start();
  await poison.start();
  retention.start();
  watch.start();
  return {
    desk,
    keeping: {
      reconfigure(next) {
        known = knownMeters(next.configuration, directory);
        paces = pacesOf(next.configuration);
        return Promise.resolve([]);
      },
      stop: async (signal) => {
        await Promise.all([overflow.stop(signal), backlog.stop(signal), poison.stop(signal)]);
        await Promise.all([retention.stop(), watch.stop()]);
      },
    },
    replay: {
      async reconfigure(next) {
        await replay.update(replayReceptors(next.configuration));
        return [];
      },
      stop: () => replay.stop(),
    },
  };
}

function knownMeters(
  configuration: Configuration,
  { users }: UserRegistry['directory'],
): KnownMeters {
  const known = new KnownMeters(configuration);
  known.update(users);
  return known;
}

function pacesOf(configuration: Configuration): ReadonlyMap<string, ReplayReceptor> {
  return new Map(replayReceptors(configuration).map((receptor) => [receptor.name, receptor]));
}

/** Those of disabled sections too: what they have accepted is still to be settled. */
function replayReceptors({ receptors }: Configuration): ReplayReceptor[] {
  return receptors.map(replayReceptor);
}
