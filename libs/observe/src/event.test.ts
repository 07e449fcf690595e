import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Counters, createEvents, event } from './index.js';

const declarations = {
  frameDropped: event<{
    readonly receptor: string;
    readonly code: string;
    readonly octets: number;
  }>({
    message: 'a frame was dropped',
    level: 'warn',
    counter: 'frames_dropped_total',
    labels: ['receptor', 'code'],
  }),
  octetsRead: event<{ readonly receptor: string; readonly octets: number }>({
    message: 'octets were read',
    level: 'silent',
    counter: 'octets_read_total',
    labels: ['receptor'],
    amount: 'octets',
  }),
  measured: event<{ readonly receptor: string; readonly frames: number }>({
    message: 'it was measured',
    level: 'silent',
    labels: ['receptor'],
    gauges: { frames_waiting: 'frames' },
  }),
  flooded: event<{ readonly n: number }>({
    message: 'somebody makes it happen',
    level: 'info',
    counter: 'flooded_total',
    linesAMinute: 2,
  }),
  failed: event<{ readonly error: unknown }>({ message: 'it failed', level: 'error' }),
};

function setUp(level = 'debug') {
  const clock = { time: 0 };
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const counters = new Counters();
  const log = pino({ level }, stream);
  const events = createEvents('ingest', declarations, { log, counters, now: () => clock.time });
  return { lines, counters, events, clock };
}

test('an event is logged with its stage, its name and its attributes', () => {
  const { events, lines } = setUp();
  events.frameDropped({ receptor: 'a', code: 'link.fcs', octets: 12 });
  expect(lines).toMatchObject([
    { stage: 'ingest', event: 'frameDropped', receptor: 'a', code: 'link.fcs', octets: 12 },
  ]);
});

test('an event is counted by its labels, whatever the log level', () => {
  const { events, counters } = setUp('error');
  events.frameDropped({ receptor: 'a', code: 'link.fcs', octets: 1 });
  events.frameDropped({ receptor: 'a', code: 'link.fcs', octets: 1 });
  events.frameDropped({ receptor: 'b"', code: 'link.fcs', octets: 1 });
  expect(counters.snapshot()).toEqual([
    { counter: 'frames_dropped_total', labels: 'receptor="a",code="link.fcs"', value: 2 },
    { counter: 'frames_dropped_total', labels: 'receptor="b\\"",code="link.fcs"', value: 1 },
  ]);
});

test('an event that others can cause at will takes few lines, is counted all the same, and says what was left out', () => {
  const { events, lines, counters, clock } = setUp();
  for (let n = 0; n < 5; n++) events.flooded({ n });
  expect(lines.map(({ n }) => n)).toEqual([0, 1]);
  clock.time = 60_000;
  events.flooded({ n: 5 });
  events.flooded({ n: 6 });
  expect(lines.slice(2)).toMatchObject([{ n: 5, leftOut: 3 }, { n: 6 }]);
  expect(lines[3]).not.toHaveProperty('leftOut');
  expect(counters.total('flooded_total')).toBe(7);
});

test('a counter may rise by an attribute', () => {
  const { events, counters } = setUp();
  events.octetsRead({ receptor: 'a', octets: 100 });
  events.octetsRead({ receptor: 'b', octets: 50 });
  expect(counters.total('octets_read_total')).toBe(150);
});

test('a gauge takes the value of its attribute, up or down', () => {
  const { events, counters } = setUp();
  events.measured({ receptor: 'a', frames: 7 });
  events.measured({ receptor: 'a', frames: 3 });
  expect(counters.snapshot()).toEqual([
    { counter: 'frames_waiting', labels: 'receptor="a"', value: 3 },
  ]);
});

test('an error keeps its message and stack in the log', () => {
  const { events, lines } = setUp();
  events.failed({ error: new Error('no room') });
  expect(lines[0]).toMatchObject({ err: { message: 'no room' } });
});
