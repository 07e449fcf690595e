import type { Delivery } from '@dlms-telemetry/bus';
import {
  decodeFrames,
  encodeFrames,
  type Frame,
  type Refusal,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import { isStageCode, stageRefusal, type DecodeStageCode } from './errors.js';
import { WorkerLost, type DecodedBatch, type FrameWorker, type WorkBatch } from './frame-worker.js';
import type { SuspectMark, SuspectMarks } from './suspect-marks.js';

/** What an envelope decoder works with. */
export interface EnvelopeDecoderPorts {
  readonly worker: FrameWorker;
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
export type WorkOptions = Omit<WorkBatch, 'body'>;

/** Workers that may die before the frame that was in work each time is refused. */
const MOST_ATTEMPTS = 2;

/**
 * Decodes an envelope so that a frame which ends its worker is found, and ends no third one.
 *
 * When a thread dies, it is seen which frame it had in work: that frame gets a mark. When the whole process dies nobody
 * can tell, so an envelope that comes again is noted while it is in work; if it comes yet again under that note, its
 * frames are decoded one by one, each under a mark of its own. Envelopes that come for the first time cost nothing.
 */
export class EnvelopeDecoder {
  readonly #ports: EnvelopeDecoderPorts;
  /** One frame is tried alone at a time, or the mark of an innocent one would stand beside that of the culprit. */
  #alone: Promise<unknown> = Promise.resolve();

  constructor(ports: EnvelopeDecoderPorts) {
    this.#ports = ports;
  }

  /**
   * @throws {EnvelopeError} when the delivery's body is no envelope of frames
   * @throws {WorkerLost} when it must be handed out again
   */
  async decode(delivery: Delivery, options: WorkOptions): Promise<DecodedEnvelope> {
    const { body, redelivered } = delivery;
    if (redelivered) return await this.#decodeAgain(body, options);
    return { batches: [await this.#decodeWhole(body, options)], condemned: [] };
  }

  async #decodeAgain(body: Uint8Array, options: WorkOptions): Promise<DecodedEnvelope> {
    const { suspects, untilDone } = this.#ports;
    const frames = decodeFrames(body);
    const ids = frames.map(({ id }) => id);
    const marks = await untilDone(() => suspects.find(ids));
    if (marks.length > 0) return await this.#decodeMarked(frames, marks, options);
    await untilDone(() => suspects.note(ids));
    try {
      const batch = await this.#decodeWhole(body, options);
      await untilDone(() => suspects.clear(ids));
      return { batches: [batch], condemned: [] };
    } catch (error) {
      if (error instanceof WorkerLost && isOfOthers(error))
        await this.#takeBack(error, () => suspects.clear(ids));
      throw error;
    }
  }

  async #decodeMarked(
    frames: readonly Frame[],
    marks: readonly SuspectMark[],
    options: WorkOptions,
  ): Promise<DecodedEnvelope> {
    const byId = new Map(marks.map((mark) => [mark.frameId, mark]));
    const batches: DecodedBatch[] = [];
    const condemned: RefusedFrame[] = [];
    for (const frame of frames) {
      const refusal = verdictOn(byId.get(frame.id));
      if (refusal !== undefined) condemned.push({ frame, refusal });
      else batches.push(await this.#decodeAlone(frame, options));
    }
    // Marks of the condemned stay until their dead letters are kept.
    const kept = new Set(condemned.map(({ frame }) => frame.id));
    const cleared = marks.map(({ frameId }) => frameId).filter((id) => !kept.has(id));
    if (cleared.length > 0) await this.#ports.untilDone(() => this.#ports.suspects.clear(cleared));
    return { batches, condemned };
  }

  async #decodeWhole(body: Uint8Array, options: WorkOptions): Promise<DecodedBatch> {
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

  #decodeAlone(frame: Frame, options: WorkOptions): Promise<DecodedBatch> {
    const decoded = this.#alone.then(() => this.#decodeUnderMark(frame, options));
    this.#alone = decoded.catch(() => undefined);
    return decoded;
  }

  async #decodeUnderMark(frame: Frame, options: WorkOptions): Promise<DecodedBatch> {
    const { suspects, untilDone, worker } = this.#ports;
    await untilDone(() => suspects.attempt(frame.id));
    try {
      const batch = await worker.decode({ ...options, body: encodeFrames([frame]) });
      await untilDone(() => suspects.clear([frame.id]));
      return batch;
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      if (isOfOthers(error)) await this.#takeBack(error, () => suspects.withdraw(frame.id));
      // That it died is marked beforehand.
      else if (error.end === 'timeout') await this.#mark(frame.id, error);
      throw error;
    }
  }

  /** At a stop it is tried once, whatever comes of it: a mark too many costs a slower start, not a frame. */
  async #takeBack({ end }: WorkerLost, write: () => Promise<void>): Promise<void> {
    if (end === 'stopped') await write().catch(() => undefined);
    else await this.#ports.untilDone(write);
  }

  async #mark(frameId: string, { end }: WorkerLost): Promise<void> {
    const { suspects, untilDone } = this.#ports;
    const code: DecodeStageCode = 'process.timeout';
    if (end === 'timeout') await untilDone(() => suspects.decide(frameId, code));
    if (end === 'died') await untilDone(() => suspects.attempt(frameId));
  }
}

/** Whether a worker ended for a reason that lies in none of this envelope's frames. */
function isOfOthers({ frame, end }: WorkerLost): boolean {
  return frame === 'elsewhere' || end === 'stopped';
}

function verdictOn(mark: SuspectMark | undefined): Refusal | undefined {
  if (mark === undefined) return undefined;
  if (mark.decided !== null && isStageCode(mark.decided)) return stageRefusal(mark.decided);
  return mark.attempts >= MOST_ATTEMPTS ? stageRefusal('process.poison') : undefined;
}
