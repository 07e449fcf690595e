import { decodeFrames } from '@dlms-telemetry/frame';
import type { AnswerRequest, DecodedBatch, FrameWorker, WorkBatch } from './frame-worker.js';
import type { MadeAnswer } from './interpretation.js';

/** An envelope in the hands of a worker. */
export interface HeldBatch {
  readonly receptor: string;
  readonly frames: number;
  /** First octet of each frame. */
  readonly octets: readonly number[];
  /** Lets the worker finish it. */
  readonly finish: () => void;
}

/** Holds envelopes until it is told to finish them. */
export class HeldWorker implements FrameWorker {
  readonly held: HeldBatch[] = [];
  readonly #worker: FrameWorker;

  constructor(worker: FrameWorker) {
    this.#worker = worker;
  }

  async decode(batch: WorkBatch): Promise<DecodedBatch> {
    const frames = decodeFrames(batch.body);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.held.push({
      receptor: batch.receptor,
      frames: frames.length,
      octets: frames.map(({ bytes: [octet = 0] }) => octet),
      finish: () => {
        resolve(undefined);
      },
    });
    await promise;
    return await this.#worker.decode(batch);
  }

  answer(request: AnswerRequest): Promise<MadeAnswer> {
    return this.#worker.answer(request);
  }

  /** Finishes all that is held, and what comes after it, for some turns of the event loop. */
  async finishAll(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) {
      for (const { finish } of this.held.splice(0)) finish();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
