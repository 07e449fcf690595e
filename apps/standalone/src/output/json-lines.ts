import type { Writable } from 'node:stream';
import type { BusMessage } from '@dlms-telemetry/bus';
import type { RefusedFrame } from '@dlms-telemetry/frame';
import type { Listening, Output } from './output.js';

/** How long a reader who has stopped reading is waited for at the end. */
const LAST_WAIT_MS = 1_000;

/**
 * One JSON object a line; lines that come together are written together. A reader that falls behind holds the readings back: they wait in their queue on disk.
 */
export class JsonLines implements Output {
  readonly #stream: Writable;
  #full: PromiseWithResolvers<void> | undefined;
  #ended = false;
  #gathering: NodeJS.Immediate | undefined;

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

  listeningEnded({ receptor, address, port, transport }: Listening): void {
    const listeningEnded = { receptor, address, port, transport };
    void this.#write(JSON.stringify({ listeningEnded }));
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
    this.#flush();
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
    if (this.#ended) return;
    if (this.#gathering === undefined) {
      this.#stream.cork();
      this.#gathering = setImmediate(() => {
        this.#flush();
      });
    }
    if (this.#stream.write(`${line}\n`)) return;
    this.#flush();
    this.#full ??= Promise.withResolvers();
    return this.#full.promise;
  }

  #flush(): void {
    if (this.#gathering === undefined) return;
    clearImmediate(this.#gathering);
    this.#gathering = undefined;
    this.#stream.uncork();
  }

  #letGo(): void {
    this.#full?.resolve();
    this.#full = undefined;
  }
}
