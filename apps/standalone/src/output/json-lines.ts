import type { Writable } from 'node:stream';
import type { BusMessage } from '@dlms-telemetry/bus';
import type { RefusedFrame } from '@dlms-telemetry/frame';
import type { Listening, Output } from './output.js';

/** How long a reader who has stopped reading is waited for at the end. */
const LAST_WAIT_MS = 1_000;

/** One JSON object a line. A reader that falls behind holds the readings back: they wait in their queue on disk. */
export class JsonLines implements Output {
  readonly #stream: Writable;
  #full: PromiseWithResolvers<void> | undefined;
  #ended = false;

  /** @param gone told when nobody reads the stream any more */
  constructor(stream: Writable, gone: () => void) {
    this.#stream = stream;
    stream.on('drain', () => {
      this.#letGo();
    });
    stream.on('error', () => {
      this.#ended = true;
      this.#letGo();
      gone();
    });
  }

  listening(listening: Listening): void {
    const { receptor, address, port, transport } = listening;
    void this.#write(JSON.stringify({ listening: { receptor, address, port, transport } }));
  }

  reading(routingKey: string, { body, headers = {} }: BusMessage): void | Promise<void> {
    const key = JSON.stringify(routingKey);
    const frameId = JSON.stringify(headers['frame-id'] ?? null);
    const receptor = JSON.stringify(headers.receptor ?? null);
    // The body is the reading's JSON already.
    const reading = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    return this.#write(
      `{"routingKey":${key},"reading":${reading},"frameId":${frameId},"receptor":${receptor}}`,
    );
  }

  refused({ frame, refusal }: RefusedFrame): void | Promise<void> {
    const { code, message, layer, offset } = refusal;
    const { receptor, remoteAddress, id: frameId } = frame;
    const refused = { code, message, layer, offset, receptor, remoteAddress, frameId };
    return this.#write(JSON.stringify({ refused }));
  }

  async close(): Promise<void> {
    if (!this.#ended && this.#stream.writableLength > 0) {
      const written = new Promise((resolve) => this.#stream.write('', resolve));
      const { promise: late, resolve: giveUp } = Promise.withResolvers<unknown>();
      const timer = setTimeout(giveUp, LAST_WAIT_MS);
      await Promise.race([written, late]);
      clearTimeout(timer);
    }
    this.#ended = true;
    this.#letGo();
  }

  #write(line: string): void | Promise<void> {
    if (this.#ended || this.#stream.write(`${line}\n`)) return;
    this.#full ??= Promise.withResolvers();
    return this.#full.promise;
  }

  #letGo(): void {
    this.#full?.resolve();
    this.#full = undefined;
  }
}
