import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EnvelopeError } from '@dlms-telemetry/frame';
import {
  WorkerLost,
  type AnswerRequest,
  type DecodedBatch,
  type FrameWorker,
  type WorkBatch,
  type WorkerEnd,
} from '../frame-worker.js';
import type { MadeAnswer } from '../interpretation.js';
import { PendingAnswers } from './pending-answers.js';
import { CELLS, type ThreadAnswer, type ThreadData, type ThreadRequest } from './protocol.js';
import { Watch } from './watch.js';
import { WorkRecord, type RecordPlace } from './work-record.js';

/** Time, and a call later. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls once after so many milliseconds, unless the returned function is called before. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** What a decoding thread works with. */
export interface DecodingThreadPorts {
  readonly clock: Clock;
  /** Told of each thread that ended without having been told to, and of each that could not be started. */
  readonly ended: (end: WorkerEnd, error: unknown) => void;
}

/** What a decoding thread is set to. */
export interface DecodingThreadOptions {
  /** A module that calls `serveDecoding`. */
  readonly file: URL;
  /** Given to each thread that is started, as it is then: what can be cloned. */
  readonly data: () => unknown;
  /** Memory for objects, in MiB; a thread that wants more ends. Default 1,024. */
  readonly heapMegabytes?: number;
  /** Options of Node for the thread; those of this process when left out. */
  readonly execArgv?: string[];
  /**
   * Where it stands which frame is in work, for the process that comes after this one. It must outlive the process, in
   * a container too. Left out: a folder of the user among the temporary files of the machine.
   */
  readonly recordFolder?: string;
}

interface Pending {
  readonly batch: WorkBatch;
  readonly resolve: (decoded: DecodedBatch) => void;
  readonly reject: (error: Error) => void;
}

interface RunningThread {
  readonly worker: Worker;
  readonly watch: Watch;
  readonly place: RecordPlace;
  ready: boolean;
}

const HEAP_MEGABYTES = 1_024;
/** How often it is looked at which frame is in work. */
const LOOK_MS = 100;
/** Wait before a thread is started again that ended before it was ready. */
const RESTART_MS = 1_000;

/**
 * Decodes in a thread of its own, so that a frame can be given up: one that is in work for too long ends the thread, as
 * does one that kills it; another thread is started, and whoever handed the batches over decides what to do with them.
 */
export class DecodingThread implements FrameWorker {
  readonly #ports: DecodingThreadPorts;
  readonly #options: DecodingThreadOptions;
  readonly #record: WorkRecord;
  /** In the order in which they came. */
  readonly #pending = new Map<number, Pending>();
  readonly #answers = new PendingAnswers();
  #thread: RunningThread | undefined;
  #nextNumber = 1;
  #cancelLook: () => void = () => undefined;
  #cancelRestart: () => void = () => undefined;
  #stopped = false;
  #stopping: Promise<void> | undefined;
  /** Threads that have not ended yet, those that were told to among them. */
  #alive = 0;

  private constructor(ports: DecodingThreadPorts, options: DecodingThreadOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#record = WorkRecord.open(options.recordFolder ?? ownFolder());
  }

  /** Starts the thread. Rejects with the reason when it ends before it is ready. */
  static async start(
    ports: DecodingThreadPorts,
    options: DecodingThreadOptions,
  ): Promise<DecodingThread> {
    const decoding = new DecodingThread(ports, options);
    try {
      await new Promise<void>((resolve, reject) => {
        decoding.#run(resolve, reject);
      });
    } catch (error) {
      await decoding.stop();
      throw error;
    }
    decoding.#look();
    return decoding;
  }

  /** Ids of frames that came before and were in work when a process died. */
  get left(): readonly string[] {
    return this.#record.left;
  }

  decode(batch: WorkBatch): Promise<DecodedBatch> {
    if (this.#stopped) return Promise.reject(new WorkerLost('stopped'));
    const number = this.#nextNumber++;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { batch, resolve, reject });
      if (this.#thread?.ready === true) send(this.#thread.worker, number, batch);
    });
  }

  answer(request: AnswerRequest): Promise<MadeAnswer> {
    const thread = this.#thread;
    return this.#answers.ask(thread?.ready === true ? thread.worker : undefined, request);
  }

  /** Passes something that can be cloned to the interpreter. A thread that is started later must have it in its data. */
  tell(message: unknown): void {
    const request: ThreadRequest = { type: 'tell', message };
    this.#thread?.worker.postMessage(request);
  }

  /** Ends the thread; what it has not finished is rejected. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook();
    this.#cancelRestart();
    const thread = this.#thread;
    this.#thread = undefined;
    this.#rejectAll('stopped', undefined);
    await thread?.worker.terminate();
    this.#record.close(this.#alive > 0);
  }

  #run(started: () => void, failed: (error: unknown) => void): void {
    const state = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT);
    const { file, data, execArgv, heapMegabytes = HEAP_MEGABYTES } = this.#options;
    const place = this.#record.nextPlace();
    const workerData: ThreadData = { state, record: place, data: data() };
    const worker = new Worker(file, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      ...(execArgv === undefined ? undefined : { execArgv }),
    });
    const thread: RunningThread = { worker, watch: new Watch(state), place, ready: false };
    this.#thread = thread;
    let cause: unknown;
    worker.on('message', (message: ThreadAnswer) => {
      if (this.#thread !== thread) return;
      if (message.type === 'ready') {
        this.#begin(thread);
        started();
      } else if (message.type === 'answered' || message.type === 'faulty') {
        this.#answers.take(message);
      } else {
        this.#take(message);
      }
    });
    const died = (error: unknown): void => {
      cause ??= error;
    };
    worker.on('error', died);
    worker.on('messageerror', (error) => {
      died(error);
      void worker.terminate();
    });
    this.#alive++;
    worker.on('exit', (code) => {
      this.#alive--;
      this.#record.clear(place);
      if (this.#thread !== thread) return;
      cause ??= new Error(`the decoding thread has ended with code ${code}`);
      this.#end(thread, 'died', cause);
      if (!thread.ready) failed(cause);
    });
  }

  #begin(thread: RunningThread): void {
    thread.ready = true;
    for (const [number, { batch }] of this.#pending) send(thread.worker, number, batch);
  }

  #take(message: Extract<ThreadAnswer, { type: 'decoded' | 'unreadable' }>): void {
    const pending = this.#pending.get(message.number);
    this.#pending.delete(message.number);
    if (message.type === 'decoded') pending?.resolve(message.batch);
    else pending?.reject(new EnvelopeError(message.code, message.message));
  }

  #look(): void {
    this.#cancelLook = this.#ports.clock.setTimer(LOOK_MS, () => {
      const thread = this.#thread;
      if (thread !== undefined && this.#isStuck(thread)) {
        this.#end(thread, 'timeout', undefined);
        void thread.worker.terminate();
      }
      if (!this.#stopped) this.#look();
    });
  }

  #isStuck({ watch }: RunningThread): boolean {
    const inWork = watch.look(this.#ports.clock.now(), LOOK_MS);
    if (inWork === undefined) return false;
    const pending = this.#pending.get(inWork.batch);
    return pending !== undefined && inWork.forMs > pending.batch.abortAfterMs;
  }

  /** The thread is gone, or will be in a moment: whatever it still says is not listened to. */
  #end(thread: RunningThread, end: WorkerEnd, cause: unknown): void {
    this.#thread = undefined;
    // From here on it is known whose fault it was: a death of the process must not count beside that of the thread.
    this.#record.clear(thread.place);
    this.#ports.ended(end, cause);
    if (thread.ready) {
      this.#rejectAll(end, thread.watch, cause);
      this.#restart();
    } else {
      this.#cancelRestart = this.#ports.clock.setTimer(RESTART_MS, () => {
        this.#restart();
      });
    }
  }

  #restart(): void {
    const nobody = (): void => undefined;
    if (!this.#stopped) this.#run(nobody, nobody);
  }

  /** Last come first: whoever puts them back at the head of a queue then finds them in order. */
  #rejectAll(end: WorkerEnd, watch: Watch | undefined, cause?: unknown): void {
    this.#answers.rejectAll(end);
    const culprit = watch?.inWork();
    for (const [number, { reject }] of [...this.#pending].toReversed()) {
      const place = culprit === undefined ? undefined : 'elsewhere';
      reject(new WorkerLost(end, culprit?.batch === number ? culprit.frame : place, cause));
    }
    this.#pending.clear();
  }
}

function ownFolder(): string {
  return join(tmpdir(), `dlms-telemetry-${process.getuid?.() ?? 'user'}`);
}

function send(worker: Worker, number: number, { body, wholeFrames, cameBefore }: WorkBatch): void {
  // A copy of its own: the body may be a view of something larger, and whoever gave it may need it again.
  const copy = Uint8Array.from(body);
  const request: ThreadRequest = { type: 'decode', number, body: copy, wholeFrames, cameBefore };
  worker.postMessage(request, [copy.buffer]);
}
