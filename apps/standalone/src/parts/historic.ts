import {
  Backlog,
  DeadLetterQuota,
  DeadLetterRetention,
  backlogEvents,
} from '@dlms-telemetry/backlog';
import { createEvents } from '@dlms-telemetry/observe';
import { KnownMeters } from '@dlms-telemetry/registry';
import { clock } from './clock.js';
import type { Part, Wiring } from './part.js';

/** Stores what gave no reading. */
export async function startHistoric({ configuration, bus, store, ports }: Wiring): Promise<Part> {
  const events = createEvents('historic', backlogEvents, ports);
  const { deadLetters } = store;
  const known = new KnownMeters(configuration);
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
    settled: (refused) => ports.output.refused(refused),
  });
  await backlog.start();
  retention.start();
  return {
    stop: async (signal) => {
      await backlog.stop(signal);
      await retention.stop();
    },
  };
}
