import {
  historicQueue,
  liveQueue,
  type Bus,
  type Consumer,
  type Delivery,
} from '@dlms-telemetry/bus';
import { Lane, type LaneOptions } from './lanes.js';

/** Envelopes of one queue handed out at once, those that wait for their turn included. */
const PREFETCH = 16;

/** Takes the envelopes of a queue into its lane. */
export class LaneConsumer {
  readonly lane: Lane;
  readonly #bus: Pick<Bus, 'consume'>;
  readonly #taken: () => void;
  #consumer: Consumer | undefined;
  #paused = false;
  /** Consumers that are told to stop and have envelopes in work. */
  readonly #ending = new Set<Promise<void>>();

  /** @param taken called after each envelope */
  constructor(bus: Pick<Bus, 'consume'>, options: LaneOptions, taken: () => void) {
    this.lane = new Lane(options);
    this.#bus = bus;
    this.#taken = taken;
  }

  /** Begins to take envelopes; while it is paused `resume` does. */
  async start(): Promise<void> {
    if (this.#paused) return;
    const consumer = await this.#consume();
    if (this.#isTaking()) this.#consumer = consumer;
    else this.#end(consumer);
  }

  /** Takes no further envelopes until `resume`, and gives back those that wait for their turn. */
  pause(): void {
    this.#paused = true;
    if (this.#consumer !== undefined) this.#end(this.#consumer);
    this.#consumer = undefined;
    for (const delivery of this.lane.drain().toReversed()) delivery.release();
  }

  /** Takes envelopes again. */
  async resume(): Promise<void> {
    if (!this.#paused) return;
    this.#paused = false;
    await this.start();
  }

  /** Takes another number of frames that may be in work at once. */
  async resize(mostFrames: number): Promise<void> {
    const before = prefetchOf(this.lane);
    this.lane.resize(mostFrames);
    if (this.#consumer === undefined || prefetchOf(this.lane) === before) return;
    const old = this.#consumer;
    this.#consumer = await this.#consume();
    // What it has handed out comes before what the next one does, so that the order of the queue is kept.
    this.#end(old);
  }

  /** Takes no further envelopes and resolves when those in work are settled. */
  async stop(): Promise<void> {
    if (this.#consumer !== undefined) this.#end(this.#consumer);
    this.#consumer = undefined;
    await Promise.all(this.#ending);
  }

  /** A method, since it changes while `start` waits. */
  #isTaking(): boolean {
    return !this.#paused && this.#consumer === undefined;
  }

  #end(consumer: Consumer): void {
    const ending = consumer.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #consume(): Promise<Consumer> {
    const { receptor, historic } = this.lane.options;
    const queue = historic ? historicQueue(receptor) : liveQueue(receptor);
    const take = (delivery: Delivery): void => {
      // One that stops may still hand out what was on its way.
      if (this.#paused) {
        delivery.release();
        return;
      }
      this.lane.push(delivery);
      this.#taken();
    };
    return this.#bus.consume(queue, { prefetch: prefetchOf(this.lane) }, take);
  }
}

/** An envelope holds a frame at least. */
function prefetchOf({ options }: Lane): number {
  return Math.min(PREFETCH, options.mostFrames);
}
