import type { Refusal } from '@dlms-telemetry/frame';

/** Codes with which this stage itself turns a frame down. */
export type DecodeStageCode = 'process.internal';

/** What to do about each code, for docs/errors.md. */
export const decodeStageAdvice: Readonly<Record<DecodeStageCode, string>> = {
  'process.internal':
    'A fault of ours met this frame. It is kept; please report it. After an update it can be run again.',
};

/** The refusal of a frame on which our own code failed. Says nothing of the cause: that is in the log. */
export function internalFault(): Refusal {
  return {
    code: 'process.internal' satisfies DecodeStageCode,
    message: 'Our own code failed on this frame; the log has the cause under its frame id.',
    layer: 'process',
    offset: null,
  };
}
