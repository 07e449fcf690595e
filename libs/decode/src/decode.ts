import { setTimeout as sleep } from 'node:timers/promises';
import {
  RERUN_HEADER,
  untilAccepted,
  type Bus,
  type BusMessage,
  type Delivery,
  type WaitingFrames,
} from '@dlms-telemetry/bus';
import { EnvelopeError } from '@dlms-telemetry/frame';
import { StageSpans, type BatchSpan } from '@dlms-telemetry/observe';
import { Answering } from './answering.js';
import { DebugLines } from './debug-lines.js';
import { EnvelopeDecoder } from './envelope-decoder.js';
import type { DecodeEvents } from './events.js';
import { WorkerLost, type DecodedBatch, type FrameWorker, type WorkBatch } from './frame-worker.js';
import { Judge, type Judged } from './judge.js';
import { LaneConsumer } from './lane-consumer.js';
import { Lanes, framesOf, type Lane, type LaneOptions, type LaneState } from './lanes.js';
import type { CounterBlocks } from './own-counters.js';
import { Outputs, type OutputOptions } from './outputs.js';
import { Publisher } from './publisher.js';
import type { ReplayGuard } from './replay-guard.js';
import { reportSettled, tellFrames } from './settled.js';
import type { SuspectMarks } from './suspect-marks.js';

/** What the stage works with. */
export interface DecodePorts {
  readonly bus: Bus;
  readonly worker: FrameWorker;
  readonly suspects: SuspectMarks;
  readonly events: DecodeEvents;
  /** Refuses frames whose counter another frame has brought; without it none is. */
  readonly replay?: ReplayGuard;
  /** Told of each frame that is settled, by the kind of its queue. */
  readonly waiting?: Readonly<Record<'live' | 'historic', Pick<WaitingFrames, 'settled'>>>;
  /** Shown each reading once it is published, whatever `Output` says; what it returns is waited for. */
  readonly shown?: (routingKey: string, message: BusMessage) => void | Promise<void>;
  /** Told of each accepted frame that a user's next key opened. */
  readonly nextKeyUsed?: (userId: string, frame: { readonly receivedAt: number }) => void;
  /** Invocation counters of our own; without them protected notifications are not answered. */
  readonly ownCounters?: CounterBlocks;
  /** Milliseconds since 1970, for how long things took; left out: the machine's clock. */
  readonly now?: () => number;
  /** Waits before an envelope is tried again that failed for a reason of ours; only tests need another one. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** What of a receptor's options decoding depends on. */
export interface DecodeReceptor extends OutputOptions {
  /** `ProcessMaxDegreeOfParallelism`: live frames in work at once. */
  readonly mostLiveFrames: number;
  /** `BackgroundProcessMaxDegreeOfParallelism`: frames from the backlog in work at once. */
  readonly mostHistoricFrames: number;
  /** `PacketProcessAbortTimeoutMs`. */
  readonly abortAfterMs: number;
  /** `Debug`. */
  readonly debug: boolean;
}

/** What the stage is set to. */
export interface DecodeOptions {
  readonly receptors: readonly DecodeReceptor[];
  /** Whether readings go to the recorder too. Default true. */
  readonly record?: boolean;
}

/** How long an envelope waits that failed for a reason of ours. */
const PAUSE_MS = 1_000;
/** Envelopes at the worker: enough that it never waits for the next one. */
const AT_WORKER = 4;

const spans = new StageSpans('decoder');

/** A receptor as the stage sees it. */
interface Receptor {
  readonly options: DecodeReceptor;
  readonly outputs: Outputs;
  readonly consumers: readonly LaneConsumer[];
}

/** An envelope on its way. */
interface Work {
  readonly lane: Lane;
  readonly delivery: Delivery;
  readonly receptor: Receptor;
  /** When its turn came, milliseconds since 1970. */
  readonly begun: number;
}

/**
 * Takes accepted frames and hands out readings, or the reason why there are none. An envelope is acked only when all
 * of its frames are settled: readings published and confirmed, or a dead letter confirmed.
 */
export class Decode {
  readonly #ports: DecodePorts;
  readonly #decoder: EnvelopeDecoder;
  readonly #judge: Judge;
  readonly #publisher: Publisher;
  readonly #debug: DebugLines;
  readonly #answering: Answering;
  readonly #receptors = new Map<string, Receptor>();
  readonly #turns = new Lanes();
  readonly #stopping = new AbortController();
  #atWorker = 0;
  #isFilling = false;
  #isPaused = false;

  constructor(ports: DecodePorts, { receptors, record = true }: DecodeOptions) {
    const { suspects, events } = ports;
    const { signal } = this.#stopping;
    this.#ports = ports;
    const untilDone = <T>(attempt: () => Promise<T>): Promise<T> =>
      untilAccepted(attempt, {
        signal,
        failed: (error) => {
          events.lookUpFailed({ error });
        },
      });
    const counted: Pick<FrameWorker, 'decode'> = { decode: (batch) => this.#atTheWorker(batch) };
    this.#decoder = new EnvelopeDecoder({ worker: counted, suspects, untilDone });
    this.#judge = new Judge(ports, untilDone);
    this.#publisher = new Publisher(ports, record, signal);
    this.#debug = new DebugLines(events);
    this.#answering = new Answering(ports);
    for (const options of receptors) this.#add(options);
    this.#setDebug();
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    const { worker, events } = this.#ports;
    for (const frameId of worker.left ?? []) {
      events.diedInWork({ frameId });
      await this.#decoder.blame(frameId);
    }
    await Promise.all(this.#consumers().map((consumer) => consumer.start()));
  }

  /**
   * Goes over to other options: what is in work ends under those it began with. Resolves when the queues of receptors
   * that are new are taken from, and what is in work of those that have left is settled; what they leave in their
   * queues stays there.
   */
  async update(receptors: readonly DecodeReceptor[]): Promise<void> {
    const names = new Set(receptors.map(({ receptor }) => receptor));
    const gone = [...this.#receptors.values()].filter(
      ({ options }) => !names.has(options.receptor),
    );
    await Promise.all(
      receptors.map(async (options) => {
        const known = this.#receptors.get(options.receptor);
        if (known === undefined) await this.#startAdded(options);
        else await this.#renew(known, options);
      }),
    );
    await Promise.all(gone.map((receptor) => this.#remove(receptor)));
    this.#setDebug();
    this.#fillSoon();
  }

  /** What each queue holds in this process. */
  get queues(): readonly LaneState[] {
    return this.#consumers().map(({ lane }) => lane.state);
  }

  /**
   * Takes no further envelopes until `resume`: those in work go on, those that wait for their turn go back to their
   * queues. For when nobody can be looked up.
   */
  pause(): void {
    this.#isPaused = true;
    for (const consumer of this.#consumers()) consumer.pause();
  }

  /** Takes envelopes again. */
  async resume(): Promise<void> {
    this.#isPaused = false;
    await Promise.all(this.#consumers().map((consumer) => consumer.resume()));
  }

  /**
   * Takes no further envelopes and resolves when those in work are settled.
   *
   * @param signal ends the attempts; what is unsettled then stays in its queue and comes again. A frame that does not
   * come to an end is left to whoever ends the worker
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const giveUp = (): void => {
      this.#stopping.abort();
      for (const { lane } of this.#consumers())
        for (const delivery of lane.drain().toReversed()) delivery.release();
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    await Promise.all(this.#consumers().map((consumer) => consumer.stop()));
    await this.#answering.drain(this.#stopping.signal);
    signal?.removeEventListener('abort', giveUp);
  }

  #consumers(): LaneConsumer[] {
    return [...this.#receptors.values()].flatMap(({ consumers }) => consumers);
  }

  #add(options: DecodeReceptor): readonly LaneConsumer[] {
    const consumers = lanesOf(options).map(
      (lane) =>
        new LaneConsumer(this.#ports.bus, lane, () => {
          this.#fillSoon();
        }),
    );
    for (const { lane } of consumers) this.#turns.add(lane);
    const outputs = new Outputs(options);
    this.#receptors.set(options.receptor, { options, outputs, consumers });
    return consumers;
  }

  /** What comes while nothing is taken begins paused. */
  async #startAdded(options: DecodeReceptor): Promise<void> {
    for (const consumer of this.#add(options)) {
      if (this.#isPaused) consumer.pause();
      await consumer.start();
    }
  }

  async #renew({ consumers }: Receptor, options: DecodeReceptor): Promise<void> {
    const outputs = new Outputs(options);
    this.#receptors.set(options.receptor, { options, outputs, consumers });
    const lanes = lanesOf(options);
    await Promise.all(
      consumers.map((consumer, place) =>
        consumer.resize(lanes[place]?.mostFrames ?? options.mostLiveFrames),
      ),
    );
  }

  async #remove({ options, consumers }: Receptor): Promise<void> {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    for (const { lane } of consumers) this.#turns.remove(lane);
    this.#receptors.delete(options.receptor);
  }

  #setDebug(): void {
    const asked = [...this.#receptors.values()].filter(({ options }) => options.debug);
    this.#debug.only(asked.map(({ options }) => options.receptor));
  }

  /** In a turn of its own: what is handed out together is judged together whose turn it is. */
  #fillSoon(): void {
    if (this.#isFilling) return;
    this.#isFilling = true;
    queueMicrotask(() => {
      this.#isFilling = false;
      while (this.#atWorker < AT_WORKER) {
        const next = this.#turns.next();
        if (next === undefined) return;
        const receptor = this.#receptors.get(next.lane.options.receptor);
        if (receptor !== undefined)
          void this.#workInSpan({ ...next, receptor, begun: this.#now() });
      }
    });
  }

  async #workInSpan(work: Work): Promise<void> {
    const { lane, delivery } = work;
    const span = spans.start('decode frames', {
      parent: delivery.headers ?? {},
      attributes: {
        'dlms.receptor': lane.options.receptor,
        'messaging.destination.name': delivery.queue,
        'dlms.frames': framesOf(delivery),
      },
    });
    await span.run(() => this.#work(work, span));
    span.end();
  }

  async #work(work: Work, span: BatchSpan): Promise<void> {
    const { lane, delivery } = work;
    // Judging keeps the order of the queue, although an envelope that comes again may take longer.
    const { before, done } = lane.inLine();
    try {
      const judged = await this.#decodeAndJudge(work, before).finally(done);
      if (judged !== undefined) await this.#settle(work, judged, span);
      this.#ack(lane, delivery);
      if (judged === undefined) return;
      this.#answering.take(judged.toAnswer);
      await this.#forget(judged);
    } catch (error) {
      // The worker is lost or all attempts are ended: the envelope stays in its queue and comes again.
      span.fail(error);
      if (!(error instanceof WorkerLost)) await this.#holdBack(delivery, error);
      if (lane.settled(delivery)) delivery.release();
      this.#fillSoon();
    }
  }

  /** A fault of ours: the envelope would come again at once, and fail again, as fast as it can. */
  async #holdBack(delivery: Delivery, error: unknown): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    this.#ports.events.envelopeHeldBack({ queue: delivery.queue, error });
    const { pause = (ms: number) => sleep(ms, undefined, { signal }) } = this.#ports;
    await pause(PAUSE_MS).catch(() => undefined);
  }

  /** @returns undefined for what is no envelope, and was set aside */
  async #decodeAndJudge(
    { lane, delivery, receptor }: Work,
    before: Promise<void>,
  ): Promise<Judged | undefined> {
    const { abortAfterMs } = receptor.options;
    const { wholeFrames } = receptor.outputs;
    const name = lane.options.receptor;
    this.#debug.taken(name, delivery);
    let decoded;
    try {
      decoded = await this.#decoder.decode(delivery, { receptor: name, wholeFrames, abortAfterMs });
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      this.#ports.events.envelopeSetAside({ queue: delivery.queue, error });
      await this.#publisher.setAside(delivery);
      return undefined;
    }
    await before;
    const rerun = delivery.headers?.[RERUN_HEADER] !== undefined;
    return await this.#judge.judge(delivery.body, decoded, { ...lane.options, rerun });
  }

  /** Envelopes whose marks are being looked up are not among those at the worker: they hold no others up. */
  async #atTheWorker(batch: WorkBatch): Promise<DecodedBatch> {
    this.#atWorker++;
    try {
      return await this.#ports.worker.decode(batch);
    } finally {
      this.#atWorker--;
      this.#fillSoon();
    }
  }

  async #settle(work: Work, judged: Judged, span: BatchSpan): Promise<void> {
    const { outputs, options } = work.receptor;
    this.#debug.decoded(options.receptor, judged);
    tellFrames(span, judged);
    await this.#publisher.publish({ ...judged, receptor: options.receptor, outputs });
    this.#debug.published(options.receptor, judged);
    const { lane, begun } = work;
    reportSettled(this.#ports.events, lane.options, judged, { begun, now: this.#now() });
  }

  #now(): number {
    return this.#ports.now?.() ?? Date.now();
  }

  #ack(lane: Lane, delivery: Delivery): void {
    if (!lane.settled(delivery)) return;
    delivery.ack();
    const { historic, receptor } = lane.options;
    this.#ports.waiting?.[historic ? 'historic' : 'live'].settled(receptor, framesOf(delivery));
    this.#fillSoon();
  }

  /** Not before the ack: a condemned frame that came again without its mark would end another worker. */
  async #forget({ condemned }: Judged): Promise<void> {
    if (condemned.length === 0) return;
    try {
      await this.#ports.suspects.clear(condemned);
    } catch (error) {
      this.#ports.events.lookUpFailed({ error });
    }
  }
}

/** The queue of live frames, and that of the backlog. */
function lanesOf({ receptor, mostLiveFrames, mostHistoricFrames }: DecodeReceptor): LaneOptions[] {
  return [
    { receptor, historic: false, mostFrames: mostLiveFrames },
    { receptor, historic: true, mostFrames: mostHistoricFrames },
  ];
}
