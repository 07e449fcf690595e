import type { Delivery } from '@dlms-telemetry/bus';
import { EnvelopeError, decodeFrames } from '@dlms-telemetry/frame';
import type { DecodeEvents } from './events.js';
import type { Judged } from './judge.js';

/** `Debug`: a line in the log for each step of each frame of the receptors that ask for it. */
export class DebugLines {
  readonly #events: Pick<DecodeEvents, 'frameStep'>;
  #receptors: ReadonlySet<string> = new Set();

  constructor(events: Pick<DecodeEvents, 'frameStep'>) {
    this.#events = events;
  }

  /** Writes for these receptors from now on. */
  only(receptors: Iterable<string>): void {
    this.#receptors = new Set(receptors);
  }

  /** An envelope goes to work. */
  taken(receptor: string, { body, queue, redelivered }: Delivery): void {
    if (!this.#receptors.has(receptor)) return;
    for (const { id: frameId, remoteAddress, bytes } of framesIn(body))
      this.#events.frameStep({
        ...{ receptor, frameId, step: 'taken from its queue' },
        ...{ queue, redelivered, remoteAddress, octets: bytes.length },
      });
  }

  /** It is known what came of its frames. */
  decoded(receptor: string, { read, refused }: Judged): void {
    if (!this.#receptors.has(receptor)) return;
    for (const { frame } of read) {
      const { frameId, serial, serialSource, leniencies, routingKeys } = frame;
      this.#events.frameStep({
        ...{ receptor, frameId, step: 'decoded', serial, serialSource },
        ...{ leniencies, routingKeys },
      });
    }
    for (const { frame, refusal } of refused) {
      const { code, message, offset } = refusal;
      this.#events.frameStep({
        ...{ receptor, frameId: frame.id, step: 'refused', code, message, offset },
      });
    }
  }

  /** All of it is confirmed. */
  published(receptor: string, { read, refused }: Judged): void {
    if (!this.#receptors.has(receptor)) return;
    for (const { frame } of read)
      this.#events.frameStep({ receptor, frameId: frame.frameId, step: 'readings published' });
    for (const { frame } of refused)
      this.#events.frameStep({ receptor, frameId: frame.id, step: 'kept as a dead letter' });
  }
}

function framesIn(body: Uint8Array): ReturnType<typeof decodeFrames> {
  try {
    return decodeFrames(body);
  } catch (error) {
    if (error instanceof EnvelopeError) return [];
    throw error;
  }
}
