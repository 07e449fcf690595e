import { untilAccepted } from '@dlms-telemetry/bus';
import {
  MAX_FRAMES_IN_ENVELOPE,
  MAX_OCTETS_IN_ENVELOPE,
  type Frame,
  type Refusal,
} from '@dlms-telemetry/frame';
import { StageSpans, type BatchSpan } from '@dlms-telemetry/observe';
import type { Destination, Passage } from './destinations.js';
import type { IngestEvents } from './events.js';
import type { Acceptance } from './way.js';

/** Envelopes under way at once: below it, an item leaves at once; from it on, items are gathered. */
const MAX_OUTSTANDING = 8;

/** What a publisher is given. */
export interface PublisherPorts<T> {
  readonly destination: Destination<T>;
  readonly events: Pick<IngestEvents, 'publishFailed' | 'framesGivenUp'>;
  /** Writes items into an envelope. */
  readonly encode: (items: readonly T[]) => Uint8Array;
  /** Octets that an item takes in an envelope, at most. */
  readonly sizeOf: (item: T) => number;
  /** The frame of an item, and why it was refused. */
  readonly about: (item: T) => { readonly frame: Frame; readonly refusal?: Refusal };
}

const spans = new StageSpans('gateway');

interface Waiting<T> {
  readonly item: T;
  readonly accepted: (where: Acceptance) => void;
}

/**
 * Hands items over to one destination by natural batching: at once while few confirms are outstanding, otherwise gathered
 * until one returns. No timer adds latency at low load. A failed envelope is tried again until `abort`.
 */
export class Publisher<T> {
  readonly #ports: PublisherPorts<T>;
  readonly #giveUp = new AbortController();
  #waiting: Waiting<T>[] = [];
  #outstanding = 0;
  #scheduled = false;
  #drained: (() => void)[] = [];

  constructor(ports: PublisherPorts<T>) {
    this.#ports = ports;
  }

  /** Takes an item. `accepted` is called once it cannot be lost any more. */
  add(item: T, accepted: (where: Acceptance) => void): void {
    this.#waiting.push({ item, accepted });
    if (this.#scheduled || this.#outstanding >= MAX_OUTSTANDING) return;
    this.#scheduled = true;
    // What one read of a socket brings leaves together.
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /** Resolves when nothing waits any more: all is accepted, or given up. */
  drain(): Promise<void> {
    if (this.#waiting.length === 0 && this.#outstanding === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained.push(resolve);
    });
  }

  /** Ends attempts; what is not accepted by now is given up and reported. */
  abort(): void {
    this.#giveUp.abort();
    const frames = this.#waiting.length;
    this.#waiting = [];
    if (frames > 0)
      this.#ports.events.framesGivenUp({ queue: this.#ports.destination.name, frames });
    this.#settled();
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#outstanding < MAX_OUTSTANDING) {
      const passage = this.#ports.destination.next(this.#fitting());
      const batch = this.#waiting.splice(0, passage.count);
      this.#outstanding += 1;
      void this.#publish(passage, batch);
    }
  }

  /** How many waiting items go into the next envelope: at least one. */
  #fitting(): number {
    let octets = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      octets += this.#ports.sizeOf(item);
      if (count > 0 && octets > MAX_OCTETS_IN_ENVELOPE) break;
      count += 1;
      if (count === MAX_FRAMES_IN_ENVELOPE) break;
    }
    return count;
  }

  async #publish(passage: Passage<T>, batch: readonly Waiting<T>[]): Promise<void> {
    const { queue, count: frames } = passage;
    const items = batch.map(({ item }) => item);
    const body = this.#ports.encode(items);
    const span = this.#spanOf(items, passage);
    try {
      const where = await span.run(() => this.#send(passage, items, body));
      for (const { accepted } of batch) accepted(where);
      span.set({ 'dlms.accepted.by': where });
    } catch (error) {
      // Only `abort` ends the attempts.
      this.#ports.events.framesGivenUp({ queue, frames });
      span.fail(error);
    }
    span.end();
    passage.end();
    this.#outstanding -= 1;
    this.#flush();
    this.#settled();
  }

  #send(passage: Passage<T>, items: readonly T[], body: Uint8Array): Promise<Acceptance> {
    const { queue, count: frames } = passage;
    return untilAccepted(() => passage.send(items, body), {
      signal: this.#giveUp.signal,
      failed: (error) => {
        this.#ports.events.publishFailed({ queue, frames, error });
      },
    });
  }

  /** Where the trace of frames begins: when the first of them was received. */
  #spanOf(items: readonly T[], { queue, count }: Passage<T>): BatchSpan {
    const { about } = this.#ports;
    const [first] = items;
    const span = spans.start('publish frames', {
      startTime: first === undefined ? undefined : about(first).frame.receivedAt,
      attributes: { 'messaging.destination.name': queue, 'dlms.frames': count },
    });
    if (span.isRecording)
      for (const item of items) {
        const { frame, refusal } = about(item);
        const { id: frameId, receivedAt: startTime } = frame;
        span.frame('capture frame', { frameId, startTime, code: refusal?.code });
      }
    return span;
  }

  #settled(): void {
    if (this.#waiting.length > 0 || this.#outstanding > 0) return;
    const resolved = this.#drained;
    this.#drained = [];
    for (const resolve of resolved) resolve();
  }
}
