import { gauge, observeGauges, type Counters } from '@dlms-telemetry/observe';
import type { Decode } from './decode.js';

/** What the stage tells of itself when it is asked. */
export const decodeGauges = {
  waiting: gauge({
    name: 'decoder_envelopes_waiting',
    message: 'envelopes that this process was handed and that wait for their turn',
    labels: ['receptor', 'queue'],
  }),
  inWork: gauge({
    name: 'decoder_frames_in_work',
    message: 'frames that are being decoded, or whose readings are not confirmed yet',
    labels: ['receptor', 'queue'],
  }),
};

/** Lets a decoder's gauges be read, until the returned function is called. */
export function observeDecode(decode: Pick<Decode, 'queues'>, counters: Counters): () => void {
  return observeGauges(decodeGauges, counters, {
    waiting: () =>
      decode.queues.map(({ receptor, queue, waiting: value }) => ({ receptor, queue, value })),
    inWork: () =>
      decode.queues.map(({ receptor, queue, framesInWork: value }) => ({ receptor, queue, value })),
  });
}
