import type { Refusal } from '@dlms-telemetry/frame';
import type { FrameReadings } from '@dlms-telemetry/reading';
import type {
  AnswerCounter,
  AnswerWanted,
  CounterClaim,
  MadeAnswer,
  UserMatch,
} from './interpretation.js';

/** An envelope of frames to be decoded. */
export interface WorkBatch {
  readonly receptor: string;
  /** The envelope; it is copied before it goes to another thread. */
  readonly body: Uint8Array;
  /** Whether each frame is wanted as one JSON object too (`Output`: Frame, Batch). */
  readonly wholeFrames: boolean;
  /** A frame in work for longer, in milliseconds, is given up together with its worker. */
  readonly abortAfterMs: number;
  /** Whether it was handed out before, so that one of its frames may have ended a process. */
  readonly cameBefore: boolean;
}

/**
 * What came of an envelope. All JSON stands in one piece of memory, so that a batch crosses threads without a copy of
 * each text; `readTexts` gives the texts of a frame.
 */
export interface DecodedBatch {
  /** One for each frame of the envelope, in its order. */
  readonly frames: readonly DecodedFrame[];
  readonly octets: Uint8Array;
  /**
   * Octets at which texts begin and end, in pairs, frame by frame: the frame's entry in a batch for the recorder, the
   * frame as one object (0, 0 when not wanted), then each of its readings. Refused frames have none.
   */
  readonly places: Uint32Array;
}

/** A frame that gave readings. */
export interface FrameWithReadings extends Omit<FrameReadings, 'readings' | 'receptor'> {
  readonly type: 'readings';
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly serial: string;
  /** One for each reading. */
  readonly routingKeys: readonly string[];
  /** What a tag has proven; none where nothing tells a repeat. */
  readonly counter?: CounterClaim;
  /** The user whose key opened it, where it is one of the store. */
  readonly user?: UserMatch;
  /** Of a protected notification that asks for a confirmation. */
  readonly answer?: AnswerWanted;
}

/** A frame that gave none. */
export interface FrameWithoutReadings {
  readonly type: 'refused';
  readonly frameId: string;
  readonly refusal: Refusal;
  /** Hex, where the APDU names one. */
  readonly systemTitle?: string;
  /** What our own code threw on it. */
  readonly fault?: Error;
  /** Of a protected notification that was opened, and asks for a confirmation. */
  readonly answer?: AnswerWanted;
}

/** What came of a frame. */
export type DecodedFrame = FrameWithReadings | FrameWithoutReadings;

/** A frame that is to be answered. */
export interface AnswerRequest extends AnswerCounter {
  /** An envelope with this frame alone. */
  readonly body: Uint8Array;
}

/** Decodes envelopes, in the order in which they are given, wherever that is done. */
export interface FrameWorker {
  /** Ids of frames that came before and were in work when a process died. */
  readonly left?: readonly string[];
  /**
   * @throws {EnvelopeError} when the body is no envelope of frames
   * @throws {WorkerLost} when the worker died or was ended before it had finished
   */
  decode(batch: WorkBatch): Promise<DecodedBatch>;
  /**
   * Makes the answer to a frame that was decoded before.
   *
   * @throws {WorkerLost} when the worker died or was ended before it had finished
   */
  answer(request: AnswerRequest): Promise<MadeAnswer>;
}

/** Why a worker is no more. */
export type WorkerEnd =
  | 'timeout' // a frame was in work for too long
  | 'died' // by itself: out of memory, or a fault that nobody caught
  | 'stopped'; // told to stop

/** A worker ended with batches in its hands. What it had not finished must be decoded again. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
  readonly end: WorkerEnd;
  /** Place in this batch of the frame that was in work; `elsewhere`: one of another batch; undefined: none was. */
  readonly frame: number | 'elsewhere' | undefined;

  constructor(end: WorkerEnd, frame?: number | 'elsewhere', cause?: unknown) {
    super(`the decoding worker has ended: ${end}`, cause === undefined ? undefined : { cause });
    this.end = end;
    this.frame = frame;
  }
}
