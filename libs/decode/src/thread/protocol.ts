import type { EnvelopeErrorCode } from '@dlms-telemetry/frame';
import type { AnswerRequest, DecodedBatch } from '../frame-worker.js';
import type { MadeAnswer } from '../interpretation.js';
import type { RecordPlace } from './work-record.js';

/** What the thread is started with. */
export interface ThreadData {
  /** Cells of `Cell`, written by the thread, looked at from outside: a thread that spins answers no message. */
  readonly state: SharedArrayBuffer;
  /** Where frames that may have ended a process are written down while they are in work. */
  readonly record: RecordPlace;
  /** What the thread's file builds its interpreter from. */
  readonly data: unknown;
}

/** What stands where in the shared state: 32-bit integers. */
export const Cell = {
  /** Rises with each frame, so that who looks twice can tell whether it is still the same one. */
  Turn: 0,
  /** Number of the batch in work. */
  Batch: 1,
  /** Place of the frame in work, or `RESTING`. */
  Frame: 2,
  /** 1 while the frame in work waits for a look-up: then its time does not count. */
  Waits: 3,
} as const;

export const CELLS = 4;

/** No frame is in work. */
export const RESTING = -1;

/** Sent to the thread. */
export type ThreadRequest =
  | {
      readonly type: 'decode';
      readonly number: number;
      readonly body: Uint8Array;
      readonly wholeFrames: boolean;
      readonly cameBefore: boolean;
    }
  | ({ readonly type: 'answer'; readonly number: number } & AnswerRequest)
  | { readonly type: 'tell'; readonly message: unknown };

/** Sent by the thread. */
export type ThreadAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'decoded'; readonly number: number; readonly batch: DecodedBatch }
  | { readonly type: 'answered'; readonly number: number; readonly made: MadeAnswer }
  | { readonly type: 'faulty'; readonly number: number; readonly message: string }
  | {
      readonly type: 'unreadable';
      readonly number: number;
      readonly code: EnvelopeErrorCode;
      readonly message: string;
    };
