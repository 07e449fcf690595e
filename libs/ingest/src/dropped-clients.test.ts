import { expect, test } from 'vitest';
import {
  type DroppedClientDetection,
  SilenceWatch,
  droppedClientRules,
} from './dropped-clients.js';
import { ManualClock } from './test-receptor.js';

function watch(...droppedClientDetection: readonly DroppedClientDetection[]) {
  const clock = new ManualClock();
  const gone: string[] = [];
  const state = { settled: true };
  const rules = droppedClientRules({
    droppedClientDetection,
    droppedClientTimeoutSecs: 15,
    noDataTimeout: 500,
  });
  const silence = new SilenceWatch(rules, {
    clock,
    settled: () => state.settled,
    gone: (reason) => gone.push(reason),
  });
  return { clock, gone, state, silence, rules };
}

test('NoDataTimeout closes a connection that never brought an octet, and no other', () => {
  const quiet = watch('NoDataTimeout');
  quiet.clock.pass(499);
  expect(quiet.gone).toEqual([]);
  quiet.clock.pass(1);
  expect(quiet.gone).toEqual(['no-data']);
  const heard = watch('NoDataTimeout');
  heard.silence.heard();
  heard.clock.pass(3_600_000);
  expect(heard.gone).toEqual([]);
});

test('NoDataTimeout does nothing where it is not listed, or 0', () => {
  const unlisted = watch('ReadTimeout');
  unlisted.clock.pass(14_999);
  expect(unlisted.gone).toEqual([]);
  const droppedClientDetection = ['NoDataTimeout'] as const;
  const options = { droppedClientDetection, droppedClientTimeoutSecs: 15, noDataTimeout: 0 };
  expect(droppedClientRules(options).noDataMs).toBeUndefined();
});

test.each(['ReadTimeout', 'Auto'] as const)(
  '%s closes a connection that long after its last octet',
  (mode) => {
    const { clock, gone, silence } = watch(mode);
    clock.pass(10_000);
    silence.heard();
    clock.pass(14_999);
    expect(gone).toEqual([]);
    clock.pass(1);
    expect(gone).toEqual(['read-timeout']);
  },
);

test('silence while we do not read is not held against the meter', () => {
  const { clock, gone, silence } = watch('ReadTimeout');
  silence.heard();
  silence.hold();
  clock.pass(100_000);
  silence.release();
  clock.pass(14_999);
  expect(gone).toEqual([]);
  clock.pass(1);
  expect(gone).toEqual(['read-timeout']);
});

test('a replaced connection closes once it is silent and all it brought is accepted', () => {
  const { clock, gone, silence, state } = watch('DisconnectOtherConnections');
  state.settled = false;
  silence.replace();
  clock.pass(5000);
  expect(gone).toEqual([]);
  silence.heard();
  state.settled = true;
  clock.pass(999);
  expect(gone).toEqual([]);
  clock.pass(1000);
  expect(gone).toEqual(['replaced']);
});

test('Auto and SendPingMessage probe by TCP, the other ways do not', () => {
  expect(watch('Auto').rules.probeAfterMs).toBe(7500);
  expect(watch('SendPingMessage').rules).toMatchObject({
    probeAfterMs: 7500,
    silenceMs: undefined,
  });
  expect(watch('ReadTimeout', 'NoDataTimeout').rules.probeAfterMs).toBeUndefined();
});

test('a closed connection is watched no longer', () => {
  const { clock, gone, silence } = watch('ReadTimeout', 'NoDataTimeout');
  silence.end();
  clock.pass(100_000);
  expect(gone).toEqual([]);
});
