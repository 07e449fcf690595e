import type { BatchSpan } from '@dlms-telemetry/observe';
import type { DecodeEvents } from './events.js';
import type { Judged } from './judge.js';
import type { LaneOptions } from './lanes.js';

/** When what came of an envelope was done, milliseconds since 1970. */
export interface SettledTimes {
  /** Its turn to be decoded. */
  readonly begun: number;
  /** All of it is confirmed. */
  readonly now: number;
}

/** Reports the readings of an envelope, and how long they took from the socket on. */
export function reportSettled(
  events: Pick<DecodeEvents, 'readingsPublished' | 'framesSettled'>,
  { receptor, historic }: LaneOptions,
  { read }: Judged,
  { begun, now }: SettledTimes,
): void {
  const [first] = read;
  if (first === undefined) return;
  let readings = 0;
  const latencies: number[] = [];
  for (const { frame } of read) {
    readings += frame.routingKeys.length;
    latencies.push(seconds(frame.receivedAt, now));
  }
  events.readingsPublished({ receptor, readings });
  events.framesSettled({
    ...{ receptor, queue: historic ? 'historic' : 'live', latencies },
    waitSeconds: seconds(first.frame.receivedAt, begun),
    workSeconds: seconds(begun, now),
  });
}

/** Tells of frames that are followed one by one: of refused ones all, of the others some. */
export function tellFrames(span: BatchSpan, { read, refused }: Judged): void {
  if (!span.isRecording) return;
  for (const { frame } of read) span.frame('decode frame', { frameId: frame.frameId });
  for (const { frame, refusal } of refused)
    span.frame('decode frame', { frameId: frame.id, code: refusal.code });
}

/** Clocks of two machines may differ: what seems to end before it began took no time. */
function seconds(from: number, to: number): number {
  return Math.max(0, to - from) / 1000;
}
