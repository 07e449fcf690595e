/** A process that decodes one envelope: folder of its record, whether the envelope came before, octets of frames. */
import { encodeFrames } from '@dlms-telemetry/frame';
import { frameOf } from './test-stage.js';
import { DecodingThread } from './thread/decoding-thread.js';

const NO_OCTET = 255;

const [recordFolder = '', cameBefore, ...octets] = process.argv.slice(2);
const clock = {
  now: () => performance.now(),
  setTimer: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
const thread = await DecodingThread.start(
  { clock, ended: () => undefined },
  { file: new URL('./test-thread.js', import.meta.url), data: () => NO_OCTET, recordFolder },
);
process.stdout.write(JSON.stringify(thread.left));
const batch = {
  ...{ receptor: 'north', wholeFrames: false, abortAfterMs: 120_000 },
  body: encodeFrames(octets.map((octet, place) => frameOf(Number(octet), 'north', place))),
  cameBefore: cameBefore === 'true',
};
await thread.decode(batch).catch(() => undefined);
await thread.stop();
