import { BatchDecoder } from './batch-decoder.js';
import type { AnswerRequest, DecodedBatch, FrameWorker, WorkBatch } from './frame-worker.js';
import type { Interpret, MadeAnswer, MakeAnswer } from './interpretation.js';
import { noAnswer, answerTo } from './make-answer.js';

/**
 * Decodes in the thread of its caller: for tools and tests. A frame that never ends holds everything up; `DecodingThread`
 * is for those that come from outside.
 */
export class InProcessFrameWorker implements FrameWorker {
  readonly #decoder: BatchDecoder;
  readonly #makeAnswer: MakeAnswer;
  #last: Promise<unknown> = Promise.resolve();

  /** @param makeAnswer left out: it makes none */
  constructor(interpret: Interpret, makeAnswer: MakeAnswer = noAnswer) {
    this.#decoder = new BatchDecoder(interpret);
    this.#makeAnswer = makeAnswer;
  }

  answer(request: AnswerRequest): Promise<MadeAnswer> {
    return Promise.resolve(answerTo(request, this.#makeAnswer));
  }

  decode({ body, wholeFrames }: WorkBatch): Promise<DecodedBatch> {
    const decoded = this.#last.then(() => this.#decoder.decode(body, wholeFrames));
    this.#last = decoded.catch(() => undefined);
    return decoded;
  }
}
