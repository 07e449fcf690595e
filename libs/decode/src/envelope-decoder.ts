import type { Delivery } from '@dlms-telemetry/bus';
import { decodeFrames, encodeFrames, type RefusedFrame } from '@dlms-telemetry/frame';
import type { DecodeStageCode } from './errors.js';
import { verdictOn } from './fate.js';
import { WorkerLost, type DecodedBatch, type FrameWorker, type WorkBatch } from './frame-worker.js';
import type { SuspectMark, SuspectMarks } from './suspect-marks.js';

/** What an envelope decoder works with. */
export interface EnvelopeDecoderPorts {
  readonly worker: Pick<FrameWorker, 'decode'>;
  readonly suspects: SuspectMarks;
  /** Tries until it succeeds; rejects when attempts are ended. */
  readonly untilDone: <T>(attempt: () => Promise<T>) => Promise<T>;
}

/** Batches that an envelope was decoded in, in the order of its frames, and frames that were not decoded any more. */
export interface DecodedEnvelope {
  readonly batches: readonly DecodedBatch[];
  readonly condemned: readonly RefusedFrame[];
}

/** How an envelope is decoded. */
export type WorkOptions = Omit<WorkBatch, 'body' | 'cameBefore'>;

/**
 * Decodes an envelope so that a frame which ends its worker is found, and ends no fourth one.
 *
 * When a thread dies, it is seen which frame it had in work: that frame gets a mark. When the whole process dies, the
 * worker of the next one knows what was in work, and `blame` marks it; for that the worker is told which envelopes came
 * before. Marks are looked up for those alone: envelopes that come for the first time cost nothing.
 */
export class EnvelopeDecoder {
  readonly #ports: EnvelopeDecoderPorts;

  constructor(ports: EnvelopeDecoderPorts) {
    this.#ports = ports;
  }

  /** Marks a frame that an earlier process had in work when it died. */
  async blame(frameId: string): Promise<void> {
    await this.#ports.untilDone(() => this.#ports.suspects.attempt(frameId));
  }

  /**
   * @throws {EnvelopeError} when the delivery's body is no envelope of frames
   * @throws {WorkerLost} when it must be handed out again
   */
  async decode(delivery: Delivery, options: WorkOptions): Promise<DecodedEnvelope> {
    const { body, redelivered } = delivery;
    if (!redelivered)
      return {
        batches: [await this.#decode(body, { ...options, cameBefore: false })],
        condemned: [],
      };
    const { suspects, untilDone } = this.#ports;
    const ids = decodeFrames(body).map(({ id }) => id);
    const marks = await untilDone(() => suspects.find(ids));
    const again = { ...options, cameBefore: true };
    if (marks.length > 0) return await this.#decodeMarked(body, marks, again);
    return { batches: [await this.#decode(body, again)], condemned: [] };
  }

  async #decodeMarked(
    body: Uint8Array,
    marks: readonly SuspectMark[],
    options: Omit<WorkBatch, 'body'>,
  ): Promise<DecodedEnvelope> {
    const byId = new Map(marks.map((mark) => [mark.frameId, mark]));
    const condemned: RefusedFrame[] = [];
    const others = decodeFrames(body).filter((frame) => {
      const refusal = verdictOn(byId.get(frame.id));
      if (refusal !== undefined) condemned.push({ frame, refusal });
      return refusal === undefined;
    });
    const batches = others.length > 0 ? [await this.#decode(encodeFrames(others), options)] : [];
    // Marks of the condemned stay until their dead letters are kept.
    const cleared = others.map(({ id }) => id).filter((id) => byId.has(id));
    if (cleared.length > 0) await this.#ports.untilDone(() => this.#ports.suspects.clear(cleared));
    return { batches, condemned };
  }

  async #decode(body: Uint8Array, options: Omit<WorkBatch, 'body'>): Promise<DecodedBatch> {
    try {
      return await this.#ports.worker.decode({ ...options, body });
    } catch (error) {
      if (error instanceof WorkerLost && typeof error.frame === 'number') {
        const culprit = decodeFrames(body)[error.frame]?.id;
        if (culprit !== undefined) await this.#mark(culprit, error);
      }
      throw error;
    }
  }

  async #mark(frameId: string, { end }: WorkerLost): Promise<void> {
    const { suspects, untilDone } = this.#ports;
    const code: DecodeStageCode = 'process.timeout';
    if (end === 'timeout') await untilDone(() => suspects.decide(frameId, code));
    if (end === 'died') await untilDone(() => suspects.attempt(frameId));
  }
}
