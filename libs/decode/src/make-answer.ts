import { decodeFrames } from '@dlms-telemetry/frame';
import type { AnswerRequest } from './frame-worker.js';
import type { MadeAnswer, MakeAnswer } from './interpretation.js';

const NONE: MadeAnswer = { type: 'none', reason: 'keys-changed' };

/** Of a worker that has no keys. */
export const noAnswer: MakeAnswer = () => NONE;

/** Makes the answer to the frame in a request. */
export function answerTo({ body, ...counter }: AnswerRequest, makeAnswer: MakeAnswer): MadeAnswer {
  const [frame] = decodeFrames(body);
  return frame === undefined ? NONE : makeAnswer(frame, counter);
}
