import type { Frame, Refusal } from '@dlms-telemetry/frame';
import type { FrameReadings } from '@dlms-telemetry/reading';

/** An invocation counter, and whose it is. */
export interface CounterClaim {
  /** 32 hexadecimal digits: one for each key of a sender. */
  readonly scope: string;
  readonly counter: number;
}

/** The user whose key opened a frame: one of those that were added while the service runs. */
export interface UserMatch {
  readonly userId: string;
  /** `next`: the meter has changed its key, and this is the first sign of it. */
  readonly key: 'active' | 'next' | 'previous';
}

/** What the sender of a protected notification waits for that asks for a confirmation. */
export type AnswerWanted =
  | {
      readonly type: 'wanted';
      /** The key under which the answer's invocation counter must be new: 32 hexadecimal digits; null: it takes none. */
      readonly scope: string | null;
    }
  | {
      readonly type: 'impossible';
      /** `no-title`: `ClientSystemTitle` is not set. `no-key`: a key of ours is not set that its protection needs. */
      readonly reason: 'no-title' | 'no-key';
    };

/** Why none is made. `keys-changed`: others are in force by now. `link-layer`: there is no way back through it. */
export type NoAnswerReason = 'no-title' | 'no-key' | 'keys-changed' | 'link-layer';

/** An answer, or why there is none. */
export type MadeAnswer =
  | { readonly type: 'answer'; readonly octets: Uint8Array }
  | { readonly type: 'none'; readonly reason: NoAnswerReason };

/** Under what an answer is made. */
export interface AnswerCounter {
  /** As it was wanted. */
  readonly scope: string | null;
  /** Used for nothing else under that key, before or after. */
  readonly invocationCounter: number;
}

/** What came of a frame: its readings, or why it gave none. */
export type Interpretation =
  | {
      readonly type: 'readings';
      readonly readings: FrameReadings;
      /** What a tag has proven; none where nothing tells a repeat. */
      readonly counter?: CounterClaim;
      readonly user?: UserMatch;
      /** Of a protected notification that asks for a confirmation. */
      readonly answer?: AnswerWanted;
    }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      /** Hex, where the APDU names one. */
      readonly systemTitle?: string;
      /** Of a protected notification that was opened, and asks for a confirmation. */
      readonly answer?: AnswerWanted;
    };

/** Finds the keys of a frame, opens, decodes and names it. A promise only where a look-up must wait. */
export type Interpret = (frame: Frame) => Interpretation | Promise<Interpretation>;

/** Makes the answer to a frame that was opened before. */
export type MakeAnswer = (frame: Frame, counter: AnswerCounter) => MadeAnswer;
