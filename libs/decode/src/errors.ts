import { refusalOf, type Refusal } from '@dlms-telemetry/frame';

/** Codes with which this stage itself turns a frame down. */
export type DecodeStageCode =
  'process.internal' | 'process.timeout' | 'process.poison' | 'security.counter-repeated';

/** What to do about each code, for docs/errors.md. */
export const decodeStageAdvice: Readonly<Record<DecodeStageCode, string>> = {
  'process.internal':
    'A fault of ours met this frame. It is kept; please report it. After an update it can be run again.',
  'process.timeout':
    'The frame was in work for longer than PacketProcessAbortTimeoutMs, and was given up together with the thread that decoded it; all others went on. Please report it with its frame. Where the machine is short of processor time, set the option higher, then run it again.',
  'process.poison':
    'Three threads or processes that decoded have died while this frame was in work, by want of memory or a fault of ours. Please report it with its frame. After an update it can be run again.',
  'security.counter-repeated':
    'Another frame has brought this invocation counter under this key before, or it is too old to tell. A meter that was reset or exchanged starts its counter anew: give it new keys. Otherwise somebody sends recorded frames again.',
};

const SENTENCES: Readonly<Record<DecodeStageCode, string>> = {
  'process.internal':
    'Our own code failed on this frame; the log has the cause under its frame id.',
  'process.timeout': 'The frame was in work for longer than PacketProcessAbortTimeoutMs.',
  'process.poison': 'Three threads or processes have died while this frame was in work.',
  'security.counter-repeated':
    'Another frame has brought this invocation counter under this key before, or it is too old to tell.',
};

/** The refusal of a frame by this stage. Says nothing of a cause: that is in the log. */
export function stageRefusal(code: DecodeStageCode): Refusal {
  return refusalOf(code, SENTENCES[code]);
}

/**
 * The refusal of a frame whose counter another frame has brought.
 *
 * @param newest the largest counter accepted under this key; null where it is not at hand
 */
export function counterRepeated(counter: number, newest: number | null): Refusal {
  const known = newest === null ? '' : `; the largest accepted is ${newest}`;
  return refusalOf(
    'security.counter-repeated',
    `Another frame has brought the invocation counter ${counter} under this key before, or it is too old to tell${known}.`,
  );
}

/** Whether a code is one of this stage. */
export function isStageCode(code: string): code is DecodeStageCode {
  return code in SENTENCES;
}
