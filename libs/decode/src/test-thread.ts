/** A decoding thread with frames that do what none should. */
import { interpretOctet } from './test-stage.js';
import { serveDecoding } from './thread/serve-decoding.js';

/** Octets of frames that end the thread or the process, each in its own way. */
const SPINS = 100;
const EXITS = 101;
const WANTS_ALL_MEMORY = 102;
const THROWS_LATER = 103;
const KILLS_THE_PROCESS = 104;
/** Of a frame whose look-up kills it. */
const KILLS_WHILE_IT_WAITS = 105;

await serveDecoding((data) => {
  let passedOver = data as number;
  return {
    told: (message) => {
      passedOver = message as number;
    },
    answer: ({ bytes: [octet = 0] }, { invocationCounter }) => {
      if (octet === EXITS) process.exit(1);
      if (octet === THROWS_LATER) throw new TypeError('a fault');
      return { type: 'answer', octets: Uint8Array.of(octet, invocationCounter) };
    },
    interpret: (frame) => {
      const [octet = 0] = frame.bytes;
      if (octet === passedOver) return interpretOctet({ ...frame, bytes: Uint8Array.of(3) });
      if (octet === SPINS) for (;;) Math.random();
      if (octet === EXITS) process.exit(1);
      if (octet === KILLS_THE_PROCESS) process.kill(process.pid, 'SIGKILL');
      if (octet === KILLS_WHILE_IT_WAITS)
        return new Promise(() => {
          setImmediate(() => process.kill(process.pid, 'SIGKILL'));
        });
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
