import { setTimeout as sleep } from 'node:timers/promises';
import {
  Backlog,
  BacklogDesk,
  BacklogWatch,
  DeadLetterQuota,
  DeadLetterRetention,
  Overflow,
  Replay,
  backlogEvents,
  type ReplayReceptor,
} from '@dlms-telemetry/backlog';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import { KnownMeters } from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { clock } from './clock.js';
import type { Part, Wiring } from './part.js';

/** What keeps frames, and what brings them back. */
export interface Historic {
  readonly keeping: Part;
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
  const known = new KnownMeters(configuration);
  known.update(directory.users);
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
  const watch = new BacklogWatch({ desk: backlogDesk(configuration, store), clock, events });
  await replay.start();
  await overflow.start();
  await backlog.start();
  retention.start();
  watch.start();
  return {
    keeping: {
      stop: async (signal) => {
        await Promise.all([overflow.stop(signal), backlog.stop(signal)]);
        await Promise.all([retention.stop(), watch.stop()]);
      },
    },
    replay,
  };
}

/** Says what waits in the backlog, and for how long. */
export function backlogDesk(
  configuration: Configuration,
  { backlog }: Pick<Store, 'backlog'>,
): BacklogDesk {
  const paces = replayReceptors(configuration).map(
    (receptor) => [receptor.name, receptor] as const,
  );
  return new BacklogDesk({ backlog, paces: new Map(paces) });
}

/** Those of disabled sections too: what they have accepted is still to be settled. */
function replayReceptors({ receptors }: Configuration): ReplayReceptor[] {
  return receptors.map(({ name, options }) => ({
    name,
    handleHistoricRecordInterval: options.HandleHistoricRecordInterval,
    historicRecordBatchingSize: options.HistoricRecordBatchingSize,
    backgroundProcessBoundedCapacity: options.BackgroundProcessBoundedCapacity,
  }));
}
