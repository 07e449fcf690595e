/** A decoding thread with frames that do what none should. */
import { interpretOctet } from './test-stage.js';
import { serveDecoding } from './thread/serve-decoding.js';

/** Octets of frames that end the thread, each in its own way. */
const SPINS = 100;
const EXITS = 101;
const WANTS_ALL_MEMORY = 102;
const THROWS_LATER = 103;

await serveDecoding((data) => {
  let passedOver = data as number;
  return {
    told: (message) => {
      passedOver = message as number;
    },
    interpret: (frame) => {
      const [octet = 0] = frame.bytes;
      if (octet === passedOver) return interpretOctet({ ...frame, bytes: Uint8Array.of(3) });
      if (octet === SPINS) for (;;) Math.random();
      if (octet === EXITS) process.exit(1);
      if (octet === WANTS_ALL_MEMORY) {
        const lists: number[][] = [];
        for (;;) lists.push(new Array<number>(1_000).fill(lists.length));
      }
      if (octet === THROWS_LATER)
        return new Promise(() => {
          queueMicrotask(() => {
            throw new Error('caught by nobody');
          });
        });
      return interpretOctet(frame);
    },
  };
});
