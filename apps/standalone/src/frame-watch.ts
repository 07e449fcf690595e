import type { Bus, BusMessage, Delivery } from '@dlms-telemetry/bus';
import { decodeFrames, type Refusal, type RefusedFrame } from '@dlms-telemetry/frame';
import type { Listening, Output } from './output/output.js';

/** What is seen of a watched frame. */
export type Seen =
  | {
      readonly type: 'reading';
      readonly frameId: string;
      readonly routingKey: string;
      readonly body: Uint8Array;
    }
  | { readonly type: 'refused'; readonly frameId: string; readonly refusal: Refusal }
  /** Its envelope was acked: nothing more is published of it. */
  | { readonly type: 'settled'; readonly frameId: string };

/** Watches what comes out of single frames, on its way to where readings and refusals are shown. */
export class FrameWatch implements Output {
  readonly #output: Output;
  readonly #watchers = new Map<string, (seen: Seen) => void>();

  /** @param output where everything goes on to */
  constructor(output: Output) {
    this.#output = output;
  }

  /** Calls `saw` for all that comes of these frames, until the returned function is called. */
  watch(frameIds: readonly string[], saw: (seen: Seen) => void): () => void {
    for (const id of frameIds) this.#watchers.set(id, saw);
    return () => {
      for (const id of frameIds) this.#watchers.delete(id);
    };
  }

  /** The bus for the decoder: tells when envelopes of watched frames are settled. */
  over(bus: Bus): Bus {
    return {
      publish: (queue, message) => bus.publish(queue, message),
      publishReading: (routingKey, message) => bus.publishReading(routingKey, message),
      subscribe: (pattern, handler) => bus.subscribe(pattern, handler),
      answer: (gatewayProcess, answer) => bus.answer(gatewayProcess, answer),
      answers: (gatewayProcess, handler) => bus.answers(gatewayProcess, handler),
      consume: (queue, options, handler) =>
        bus.consume(queue, options, (delivery) => {
          handler(this.#watched(delivery));
        }),
    };
  }

  listening(listening: Listening): void {
    this.#output.listening(listening);
  }

  listeningEnded(listening: Listening): void {
    this.#output.listeningEnded(listening);
  }

  reading(routingKey: string, message: BusMessage): void | Promise<void> {
    const frameId = this.#watchers.size > 0 ? message.headers?.['frame-id'] : undefined;
    if (typeof frameId === 'string')
      this.#watchers.get(frameId)?.({ type: 'reading', frameId, routingKey, body: message.body });
    return this.#output.reading(routingKey, message);
  }

  refused(refused: RefusedFrame): void | Promise<void> {
    const { id: frameId } = refused.frame;
    this.#watchers.get(frameId)?.({ type: 'refused', frameId, refusal: refused.refusal });
    return this.#output.refused(refused);
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  #watched(delivery: Delivery): Delivery {
    if (this.#watchers.size === 0) return delivery;
    const { queue, redelivered, body, headers, count } = delivery;
    // Now: whoever decodes may give the octets away.
    const ids = idsIn(body).filter((id) => this.#watchers.has(id));
    if (ids.length === 0) return delivery;
    return {
      ...{ queue, redelivered, body },
      ...(headers !== undefined && { headers }),
      ...(count !== undefined && { count }),
      ack: () => {
        delivery.ack();
        for (const frameId of ids) this.#watchers.get(frameId)?.({ type: 'settled', frameId });
      },
      release: () => {
        delivery.release();
      },
    };
  }
}

function idsIn(envelope: Uint8Array): string[] {
  try {
    return decodeFrames(envelope).map(({ id }) => id);
  } catch {
    // What is no envelope is the decoder's to set aside.
    return [];
  }
}
