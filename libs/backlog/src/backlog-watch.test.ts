import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { expect, it } from 'vitest';
import type { BacklogSummary } from './backlog-desk.js';
import { BacklogWatch } from './backlog-watch.js';
import { backlogEvents } from './events.js';

const NOW = Date.UTC(2026, 4, 6);

function summary(fields: Partial<BacklogSummary>): BacklogSummary {
  return {
    ...{ receptor: 'north', causes: [], frames: 30, octets: 900, oldestReceivedAt: NOW - 90_000 },
    ...{ drainSeconds: 60, ...fields },
  };
}

it('measures each minute, warns once of a backlog that leaves too slowly, and says when it is gone', async () => {
  const counters = new Counters();
  const warned: string[] = [];
  const events = {
    ...createEvents('historic', backlogEvents, { log: silentLog(), counters }),
    backlogLeavesTooSlowly: ({ drainSeconds }: { readonly drainSeconds: number }) => {
      warned.push(`slow ${drainSeconds}`);
    },
    backlogWithoutReceptor: ({ receptor }: { readonly receptor: string }) => {
      warned.push(`without ${receptor}`);
    },
  };
  let summaries: readonly BacklogSummary[] = [summary({})];
  let minute: () => void = () => undefined;
  const watch = new BacklogWatch({
    desk: { summary: () => Promise.resolve(summaries) },
    clock: {
      now: () => NOW,
      setTimer: (ms, callback) => {
        expect(ms).toBe(60_000);
        minute = callback;
        return () => undefined;
      },
    },
    events,
  });
  const values = () =>
    counters.snapshot().map(({ counter, labels, value }) => [counter, labels, value]);
  const measured = async (...now: readonly BacklogSummary[]): Promise<void> => {
    summaries = now;
    minute();
    await new Promise(setImmediate);
  };
  watch.start();
  await new Promise(setImmediate);
  expect(values()).toEqual([
    ['historic_backlog_frames', 'receptor="north"', 30],
    ['historic_backlog_octets', 'receptor="north"', 900],
    ['historic_backlog_oldest_age_seconds', 'receptor="north"', 90],
    ['historic_backlog_drain_seconds', 'receptor="north"', 60],
  ]);
  const slow = summary({ drainSeconds: 86_401 });
  const gone = summary({ receptor: 'gone', drainSeconds: null });
  await measured(slow, gone);
  await measured(slow, gone);
  expect(warned).toEqual(['slow 86401', 'without gone']);
  await measured(summary({}));
  await measured(slow);
  expect(warned).toHaveLength(3);
  await measured();
  expect(values().filter(([, labels]) => labels === 'receptor="north"')).toEqual(
    ['frames', 'octets', 'oldest_age_seconds', 'drain_seconds'].map((name) => [
      ...[`historic_backlog_${name}`, 'receptor="north"', 0],
    ]),
  );
  await watch.stop();
});
