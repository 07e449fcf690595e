import type { Worker } from 'node:worker_threads';
import { WorkerLost, type AnswerRequest, type WorkerEnd } from '../frame-worker.js';
import type { MadeAnswer } from '../interpretation.js';
import type { ThreadAnswer, ThreadRequest } from './protocol.js';

interface Pending {
  readonly resolve: (made: MadeAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Answers that a thread is making. They are not worth a second thread: what it has not finished is given up. */
export class PendingAnswers {
  readonly #pending = new Map<number, Pending>();
  #nextNumber = 1;

  /** @param worker the thread; undefined while none is ready */
  ask(worker: Worker | undefined, answer: AnswerRequest): Promise<MadeAnswer> {
    if (worker === undefined) return Promise.reject(new WorkerLost('died'));
    const number = this.#nextNumber++;
    const { body, scope, invocationCounter } = answer;
    const request: ThreadRequest = { type: 'answer', number, body, scope, invocationCounter };
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      worker.postMessage(request);
    });
  }

  /** Takes what the thread has made. */
  take(message: Extract<ThreadAnswer, { type: 'answered' | 'faulty' }>): void {
    const pending = this.#pending.get(message.number);
    this.#pending.delete(message.number);
    if (message.type === 'answered') pending?.resolve(message.made);
    else pending?.reject(new Error(message.message));
  }

  /** The thread has ended. */
  rejectAll(end: WorkerEnd): void {
    for (const { reject } of this.#pending.values()) reject(new WorkerLost(end));
    this.#pending.clear();
  }
}
