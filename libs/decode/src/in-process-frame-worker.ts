import { BatchDecoder } from './batch-decoder.js';
import type { DecodedBatch, FrameWorker, WorkBatch } from './frame-worker.js';
import type { Interpret } from './interpretation.js';

/**
 * Decodes in the thread of its caller: for tools and tests. A frame that never ends holds everything up; `DecodingThread`
 * is for those that come from outside.
 */
export class InProcessFrameWorker implements FrameWorker {
  readonly #decoder: BatchDecoder;
  #last: Promise<unknown> = Promise.resolve();

  constructor(interpret: Interpret) {
    this.#decoder = new BatchDecoder(interpret);
  }

  decode({ body, wholeFrames }: WorkBatch): Promise<DecodedBatch> {
    const decoded = this.#last.then(() => this.#decoder.decode(body, wholeFrames));
    this.#last = decoded.catch(() => undefined);
    return decoded;
  }
}
