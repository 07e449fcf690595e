import type { Frame, Refusal } from '@dlms-telemetry/frame';
import type { FrameReadings } from '@dlms-telemetry/reading';

/** What came of a frame: its readings, or why it gave none. */
export type Interpretation =
  | { readonly type: 'readings'; readonly readings: FrameReadings }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      /** Hex, where the APDU names one. */
      readonly systemTitle?: string;
    };

/** Finds the keys of a frame, opens, decodes and names it. A promise only where a look-up must wait. */
export type Interpret = (frame: Frame) => Interpretation | Promise<Interpretation>;
