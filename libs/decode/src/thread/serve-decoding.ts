import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { EnvelopeError, type Frame } from '@dlms-telemetry/frame';
import { BatchDecoder, type Progress } from '../batch-decoder.js';
import type { Interpret, MakeAnswer } from '../interpretation.js';
import { answerTo, noAnswer } from '../make-answer.js';
import {
  Cell,
  RESTING,
  type ThreadAnswer,
  type ThreadData,
  type ThreadRequest,
} from './protocol.js';
import { RecordWriter } from './work-record.js';

/** What a decoding thread works with. */
export interface ThreadInterpreter {
  readonly interpret: Interpret;
  /** Left out: answers are not made. */
  readonly answer?: MakeAnswer;
  /** Takes what `DecodingThread.tell` sends: between two batches, in the order sent. */
  readonly told?: (message: unknown) => void;
}

/**
 * Makes the present thread one that decodes: called once by the file that `DecodingThread` starts.
 *
 * @param create builds the interpreter from the data that `DecodingThread` was given
 * @throws {TypeError} in a thread that `DecodingThread` did not start
 */
export async function serveDecoding(
  create: (data: unknown) => ThreadInterpreter | Promise<ThreadInterpreter>,
): Promise<void> {
  if (parentPort === null) throw new TypeError('this is no decoding thread');
  const port = parentPort;
  const { state, record, data } = workerData as ThreadData;
  const { interpret, answer: makeAnswer = noAnswer, told } = await create(data);
  const progress = new SharedProgress(state, new RecordWriter(record));
  const decoder = new BatchDecoder(interpret, progress);
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    last = last.then(async () => {
      if (request.type === 'tell') told?.(request.message);
      else if (request.type === 'answer') answer(port, made(request, makeAnswer));
      else await decode(request, decoder, progress, port);
    });
  });
  answer(port, { type: 'ready' });
}

function made(
  { number, ...request }: Extract<ThreadRequest, { type: 'answer' }>,
  makeAnswer: MakeAnswer,
): ThreadAnswer {
  try {
    return { type: 'answered', number, made: answerTo(request, makeAnswer) };
  } catch (error) {
    return { type: 'faulty', number, message: error instanceof Error ? error.message : 'unknown' };
  }
}

async function decode(
  { number, body, wholeFrames, cameBefore }: Extract<ThreadRequest, { type: 'decode' }>,
  decoder: BatchDecoder,
  progress: SharedProgress,
  port: MessagePort,
): Promise<void> {
  progress.batch(number, cameBefore);
  try {
    const batch = await decoder.decode(body, wholeFrames);
    // They are this batch's own: nothing is lost by handing them over.
    const { octets, places } = batch;
    answer(port, { type: 'decoded', number, batch }, [
      octets.buffer as ArrayBuffer,
      places.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    answer(port, { type: 'unreadable', number, code: error.code, message: error.message });
  }
}

function answer(port: MessagePort, message: ThreadAnswer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** Writes where others can read it although this thread does not come to an end. */
class SharedProgress implements Progress {
  readonly #cells: Int32Array;
  readonly #record: RecordWriter;
  #turn = 0;
  #isRecorded = false;

  constructor(state: SharedArrayBuffer, record: RecordWriter) {
    this.#cells = new Int32Array(state);
    this.#record = record;
  }

  batch(number: number, isRecorded: boolean): void {
    Atomics.store(this.#cells, Cell.Batch, number);
    this.#isRecorded = isRecorded;
  }

  begins(place: number, { id }: Frame): void {
    if (this.#isRecorded) this.#record.begins(id);
    Atomics.store(this.#cells, Cell.Waits, 0);
    this.#turn = (this.#turn + 1) | 0;
    Atomics.store(this.#cells, Cell.Turn, this.#turn);
    Atomics.store(this.#cells, Cell.Frame, place);
  }

  waits(): void {
    // Whatever ends the process meanwhile is not this frame.
    this.#record.rests();
    Atomics.store(this.#cells, Cell.Waits, 1);
  }

  rests(): void {
    this.#record.rests();
    Atomics.store(this.#cells, Cell.Frame, RESTING);
  }
}
