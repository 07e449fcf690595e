import { gauge, observeGauges, type Counters } from '@dlms-telemetry/observe';
import type { Replay } from './replay.js';

/** What the replay tells of itself when it is asked. */
export const backlogGauges = {
  waiting: gauge({
    name: 'historic_frames_waiting',
    message: 'frames that are back from the backlog and not settled',
    labels: ['receptor'],
  }),
};

/** Lets the replay's gauges be read, until the returned function is called. */
export function observeReplay(replay: Pick<Replay, 'waiting'>, counters: Counters): () => void {
  return observeGauges(backlogGauges, counters, {
    waiting: () => replay.waiting.map(({ receptor, frames: value }) => ({ receptor, value })),
  });
}
