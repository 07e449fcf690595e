import { decodeFrames, type Frame } from '@dlms-telemetry/frame';
import { ReadingRunWriter, ReadingsJson, type FrameReadings } from '@dlms-telemetry/reading';
import { stageRefusal } from './errors.js';
import type { DecodedBatch, DecodedFrame } from './frame-worker.js';
import type { Interpret, Interpretation } from './interpretation.js';

/** Told what is in work, for whoever watches. */
export interface Progress {
  /** The frame at this place of the batch goes to work. */
  begins(place: number, frame: Frame): void;
  /** It waits for a look-up. */
  waits(): void;
  /** None is in work. */
  rests(): void;
}

const NOBODY: Progress = {
  begins: () => undefined,
  waits: () => undefined,
  rests: () => undefined,
};

/** Makes of an envelope of frames what `FrameWorker` hands back. */
export class BatchDecoder {
  readonly #interpret: Interpret;
  readonly #progress: Progress;
  readonly #json = new ReadingsJson();
  readonly #runs = new ReadingRunWriter();

  constructor(interpret: Interpret, progress: Progress = NOBODY) {
    this.#interpret = interpret;
    this.#progress = progress;
  }

  /**
   * @param wholeFrames whether each frame is wanted as one JSON object too
   * @throws {EnvelopeError} when the body is no envelope of frames
   */
  async decode(body: Uint8Array, wholeFrames: boolean): Promise<DecodedBatch> {
    const texts = new Texts(this.#json, this.#runs, wholeFrames);
    const frames: DecodedFrame[] = [];
    for (const [place, frame] of decodeFrames(body).entries()) {
      this.#progress.begins(place, frame);
      let outcome = this.#outcomeOf(frame, texts);
      if (outcome instanceof Promise) {
        this.#progress.waits();
        outcome = await outcome;
      }
      frames.push(outcome);
    }
    this.#progress.rests();
    return { frames, ...texts.finish() };
  }

  #outcomeOf(frame: Frame, texts: Texts): DecodedFrame | Promise<DecodedFrame> {
    try {
      const interpretation = this.#interpret(frame);
      if (!(interpretation instanceof Promise)) return decodedFrame(frame, interpretation, texts);
      return interpretation
        .then((late) => decodedFrame(frame, late, texts))
        .catch((error: unknown) => faulty(frame, error));
    } catch (error) {
      return faulty(frame, error);
    }
  }
}

function decodedFrame(frame: Frame, interpretation: Interpretation, texts: Texts): DecodedFrame {
  if (interpretation.type === 'refused') return { ...interpretation, frameId: frame.id };
  const { readings: frameReadings, counter, user, answer } = interpretation;
  texts.add(frameReadings);
  const { frameId, groupName, serialSource, leniencies, readings } = frameReadings;
  return {
    type: 'readings',
    frameId,
    receivedAt: frame.receivedAt,
    groupName,
    serialSource,
    serial: readings[0]?.reading.Serial ?? '',
    leniencies,
    routingKeys: readings.map(({ routingKey }) => routingKey),
    ...(counter === undefined ? undefined : { counter }),
    ...(user === undefined ? undefined : { user }),
    ...(answer === undefined ? undefined : { answer }),
  };
}

function faulty({ id }: Frame, error: unknown): DecodedFrame {
  // A plain error: what is thrown may hold anything, and must cross to another thread.
  const fault = new Error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.stack !== undefined) fault.stack = error.stack;
  return { type: 'refused', frameId: id, refusal: stageRefusal('process.internal'), fault };
}

/** Texts of a batch and where they stand. */
class Texts {
  readonly #json: ReadingsJson;
  readonly #runs: ReadingRunWriter;
  readonly #wholeFrames: boolean;
  readonly #texts: Uint8Array[] = [];
  readonly #places: number[] = [];
  #length = 0;

  constructor(json: ReadingsJson, runs: ReadingRunWriter, wholeFrames: boolean) {
    this.#json = json;
    this.#runs = runs;
    this.#wholeFrames = wholeFrames;
  }

  add(readings: FrameReadings): void {
    this.#append(this.#runs.entry(readings));
    if (this.#wholeFrames) this.#append(this.#json.frame(readings));
    else this.#places.push(0, 0);
    const within: number[] = [];
    const start = this.#keep(this.#json.texts(readings, within));
    for (const place of within) this.#places.push(start + place);
  }

  finish(): Pick<DecodedBatch, 'octets' | 'places'> {
    const octets = new Uint8Array(this.#length);
    let at = 0;
    for (const text of this.#texts) {
      octets.set(text, at);
      at += text.length;
    }
    return { octets, places: Uint32Array.from(this.#places) };
  }

  #append(text: Uint8Array): void {
    const start = this.#keep(text);
    this.#places.push(start, this.#length);
  }

  #keep(text: Uint8Array): number {
    const start = this.#length;
    this.#texts.push(text);
    this.#length += text.length;
    return start;
  }
}
