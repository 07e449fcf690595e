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

/** What came of a frame: its readings, or why it gave none. */
export type Interpretation =
  | {
      readonly type: 'readings';
      readonly readings: FrameReadings;
      /** What a tag has proven; none where nothing tells a repeat. */
      readonly counter?: CounterClaim;
      readonly user?: UserMatch;
    }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      /** Hex, where the APDU names one. */
      readonly systemTitle?: string;
    };

/** Finds the keys of a frame, opens, decodes and names it. A promise only where a look-up must wait. */
export type Interpret = (frame: Frame) => Interpretation | Promise<Interpretation>;
