import { expect, it } from 'vitest';
import { ReplayLeases } from './replay-leases.js';

it('of two processes one keeps the lease while it prolongs it, and the other follows when it has gone', async () => {
  let time = 0;
  const held = new Map<string, { readonly by: string; readonly until: number }>();
  const backlog = {
    hold: (receptor: string, by: string, milliseconds: number) => {
      const now = held.get(receptor);
      if (now !== undefined && now.by !== by && now.until >= time) return Promise.resolve(false);
      held.set(receptor, { by, until: time + milliseconds });
      return Promise.resolve(true);
    },
  };
  const timers: Record<string, () => void> = {};
  const leasesOf = (name: string): ReplayLeases =>
    new ReplayLeases(
      {
        backlog,
        clock: {
          now: () => time,
          setTimer: (_, callback) => {
            timers[name] = callback;
            return () => undefined;
          },
        },
      },
      name,
    );
  const one = leasesOf('one');
  const other = leasesOf('other');
  expect(await one.hold('a')).toBe(true);
  expect(await other.hold('a')).toBe(false);
  time = 9_000;
  timers.one?.();
  await one.stop();
  time = 15_000;
  expect(await other.hold('a')).toBe(false);
  time = 20_000;
  expect(await other.hold('a')).toBe(true);
  expect(await one.hold('a')).toBe(false);
});
