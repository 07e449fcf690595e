import { BusError, type Bus } from '@dlms-telemetry/bus';
import { encodeFrames, type Frame } from '@dlms-telemetry/frame';
import type { DecodeEvents } from './events.js';
import { WorkerLost, type FrameWorker } from './frame-worker.js';
import type { AnswerWanted, NoAnswerReason } from './interpretation.js';
import { OwnCounters, type CounterBlocks } from './own-counters.js';

/** Why an answer was not handed on. */
export type AnswerDropReason =
  | NoAnswerReason
  /** All 32 bits are used up under this key. */
  | 'no-counter'
  /** Counters could not be reserved. */
  | 'counters-away'
  /** The thread that makes answers has ended. */
  | 'worker-lost'
  /** The gateway process that has the connection is no more. */
  | 'gateway-gone'
  /** The bus did not take it. */
  | 'bus-away'
  /** Too many wait already. */
  | 'too-many'
  /** A fault of ours. */
  | 'failed';

/** A frame whose sender waits for an answer. */
export interface FrameToAnswer {
  readonly frame: Frame;
  readonly answer: AnswerWanted;
}

/** What answering works with. */
export interface AnsweringPorts {
  readonly bus: Pick<Bus, 'answer'>;
  readonly worker: Pick<FrameWorker, 'answer'>;
  /** Without them answers that take a counter are not made. */
  readonly ownCounters?: CounterBlocks;
  readonly events: Pick<DecodeEvents, 'answerSent' | 'answerDropped' | 'answersLackTitle'>;
}

/** Answers on their way at once; what is over is dropped, and the meter sends its notification again. */
const MOST_AT_ONCE = 1_000;

/** Says why there is no answer. */
class NotAnswered extends Error {
  readonly reason: AnswerDropReason;

  constructor(reason: AnswerDropReason, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/**
 * Answers protected notifications, after they are settled and as well as it goes: nothing waits for an answer, and one
 * that cannot be sent is dropped and counted.
 */
export class Answering {
  readonly #ports: AnsweringPorts;
  readonly #counters: OwnCounters | undefined;
  readonly #onTheWay = new Set<Promise<void>>();
  readonly #toldOfTitle = new Set<string>();

  constructor(ports: AnsweringPorts) {
    this.#ports = ports;
    const { ownCounters } = ports;
    this.#counters = ownCounters === undefined ? undefined : new OwnCounters(ownCounters);
  }

  /** Answers these frames, in their own time. */
  take(frames: readonly FrameToAnswer[]): void {
    for (const each of frames) {
      if (this.#onTheWay.size >= MOST_AT_ONCE) {
        this.#dropped(each.frame, new NotAnswered('too-many'));
        continue;
      }
      const answering = this.#answer(each)
        .catch((error: unknown) => {
          this.#dropped(each.frame, error);
        })
        .finally(() => this.#onTheWay.delete(answering));
      this.#onTheWay.add(answering);
    }
  }

  /** Resolves when no answer is on its way, or when `signal` ends the wait. */
  async drain(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#onTheWay.size === 0) return;
    const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
    const end = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', end, { once: true });
    await Promise.race([Promise.all(this.#onTheWay), aborted]);
    signal.removeEventListener('abort', end);
  }

  async #answer({ frame, answer }: FrameToAnswer): Promise<void> {
    if (answer.type === 'impossible') throw new NotAnswered(answer.reason);
    const { scope } = answer;
    const invocationCounter = scope === null ? 0 : await this.#counter(scope);
    const { bus, worker, events } = this.#ports;
    const made = await worker.answer({ body: encodeFrames([frame]), scope, invocationCounter });
    if (made.type === 'none') throw new NotAnswered(made.reason);
    const { id: frameId, receptor, gatewayProcess, connectionId } = frame;
    const { transport, remoteAddress, remotePort } = frame;
    await bus.answer(gatewayProcess, {
      ...{ frameId, receptor, connectionId, transport, remoteAddress, remotePort },
      octets: made.octets,
    });
    events.answerSent({ receptor, frameId });
  }

  async #counter(scope: string): Promise<number> {
    let counter;
    try {
      counter = await this.#counters?.next(scope);
    } catch (error) {
      throw new NotAnswered('counters-away', error);
    }
    if (counter === undefined) throw new NotAnswered('no-counter');
    return counter;
  }

  #dropped({ id: frameId, receptor }: Frame, error: unknown): void {
    const { events } = this.#ports;
    const reason = reasonOf(error);
    events.answerDropped({ receptor, frameId, reason, error });
    if (reason !== 'no-title' || this.#toldOfTitle.has(receptor)) return;
    this.#toldOfTitle.add(receptor);
    events.answersLackTitle({ receptor });
  }
}

function reasonOf(error: unknown): AnswerDropReason {
  if (error instanceof NotAnswered) return error.reason;
  if (error instanceof WorkerLost) return 'worker-lost';
  if (error instanceof BusError) return error.code === 'bus.returned' ? 'gateway-gone' : 'bus-away';
  return 'failed';
}
