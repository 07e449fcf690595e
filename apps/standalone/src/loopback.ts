import type { Answers, LoopbackEnd, LoopbackCount, Requests } from '@dlms-telemetry/control';
import { fromHex } from '@dlms-telemetry/dlms';
import type { Ingest, LoopbackFrame } from '@dlms-telemetry/ingest';
import type { FrameWatch, Seen } from './frame-watch.js';

/** What a loopback works with. */
export interface LoopbackPorts {
  readonly ingest: Pick<Ingest, 'inject'>;
  readonly watch: Pick<FrameWatch, 'watch'>;
  readonly clock: {
    /** Calls back once after `ms`. The returned function takes it back. */
    setTimer(ms: number, callback: () => void): () => void;
  };
}

type Answer = Answers['loopback'];

/**
 * Runs octets the whole live way as if a meter had sent them, and tells what comes out: real readings, which go to
 * platforms and the store as any others.
 *
 * @param signal ends the wait for what comes out
 * @throws IngestError `ingest.loopback`, `ingest.busy`
 */
export async function* loopback(
  { receptor, ip, transport, packets, timeoutMs }: Requests['loopback'],
  { ingest, watch, clock }: LoopbackPorts,
  signal: AbortSignal,
): AsyncGenerator<Answer> {
  const { connectionId, frames } = ingest.inject({
    ...{ receptor, remoteAddress: ip, transport },
    packets: packets.map((hex) => fromHex(hex) ?? new Uint8Array(0)),
  });
  // In the same turn: nothing of it is published before.
  const outcome = new Outcome(frames);
  const unwatch = watch.watch(
    frames.map(({ frame }) => frame.id),
    (seen) => {
      outcome.saw(seen);
    },
  );
  const endOfWait = (): void => {
    outcome.endWait();
  };
  const cancelTimer = clock.setTimer(timeoutMs, endOfWait);
  signal.addEventListener('abort', endOfWait, { once: true });
  if (signal.aborted) endOfWait();
  try {
    for (const { frame } of frames)
      yield {
        captured: {
          ...{ frameId: frame.id, receptor, remoteAddress: frame.remoteAddress, connectionId },
          octets: frame.bytes.length,
        },
      };
    while (!outcome.complete) {
      await outcome.news();
      yield* outcome.take();
    }
    yield { done: outcome.count };
  } finally {
    unwatch();
    cancelTimer();
    signal.removeEventListener('abort', endOfWait);
  }
}

/** What has come of the frames of one loopback. */
class Outcome {
  /** Readings of each frame that has not ended. */
  readonly #open = new Map<string, number>();
  readonly #count = { frames: 0, readings: 0, refused: 0, pending: 0 };
  #answers: Answer[] = [];
  #news = Promise.withResolvers<undefined>();

  constructor(frames: readonly LoopbackFrame[]) {
    this.#count.frames = frames.length;
    for (const { frame, accepted } of frames) {
      this.#open.set(frame.id, 0);
      void accepted.then((where) => {
        if (where === 'overflow' || where === 'backlog') this.#end(frame.id, where);
      });
    }
  }

  /** Whether every frame has ended and everything was taken. */
  get complete(): boolean {
    return this.#open.size === 0 && this.#answers.length === 0;
  }

  get count(): LoopbackCount {
    return this.#count;
  }

  saw(seen: Seen): void {
    const { frameId } = seen;
    const readings = this.#open.get(frameId);
    if (readings === undefined) return;
    if (seen.type === 'reading') {
      const { routingKey, body } = seen;
      this.#open.set(frameId, readings + 1);
      const reading = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
      this.#answer({ reading: { routingKey, reading, frameId } });
    } else if (seen.type === 'refused') {
      const { code, message, layer, offset } = seen.refusal;
      this.#answer({ refused: { code, message, layer, offset, frameId } });
      this.#end(frameId, 'dead-letter');
    } else if (readings > 0) {
      // A frame without readings is refused: that is told when the dead letter is stored.
      this.#end(frameId, 'readings');
    }
  }

  /** What has not ended stays pending. */
  endWait(): void {
    for (const frameId of [...this.#open.keys()]) this.#end(frameId, 'pending');
  }

  /** Resolves when there is something to take. */
  async news(): Promise<void> {
    if (!this.complete && this.#answers.length === 0) await this.#news.promise;
  }

  take(): Answer[] {
    const answers = this.#answers;
    this.#answers = [];
    this.#news = Promise.withResolvers();
    return answers;
  }

  #end(frameId: string, end: LoopbackEnd): void {
    const readings = this.#open.get(frameId);
    if (readings === undefined) return;
    this.#open.delete(frameId);
    this.#count.readings += readings;
    if (end === 'dead-letter') this.#count.refused += 1;
    else if (end !== 'readings') this.#count.pending += 1;
    this.#answer({ ended: { frameId, end, readings } });
  }

  #answer(answer: Answer): void {
    this.#answers.push(answer);
    this.#news.resolve(undefined);
  }
}
