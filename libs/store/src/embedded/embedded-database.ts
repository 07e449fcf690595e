import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Kysely } from 'kysely';
import type { Database, Statement, StatementResult, Tables } from '../database.js';
import { StoreError, databaseError } from '../errors.js';
import { StatementDialect } from '../statement-dialect.js';
import { syncFolder } from './folder.js';
import type { DiskStatistics, ThreadAnswer, ThreadData, ThreadRequest } from './protocol.js';

interface Question {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: StoreError) => void;
}

/** A request without its number, distributing over the kinds of request. */
type Unnumbered<R> = R extends unknown ? Omit<R, 'number'> : never;

/** The embedded Postgres (PGlite) in its thread, with a real fsync for each commit. */
export class EmbeddedDatabase implements Database {
  readonly kysely: Kysely<Tables>;
  /** Resolves with the reason if the database stops by itself; then nothing can be stored any more. */
  readonly failed: Promise<StoreError>;
  readonly #worker: Worker;
  readonly #questions = new Map<number, Question>();
  #nextNumber = 1;
  #ended: StoreError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.kysely = new Kysely<Tables>({
      dialect: new StatementDialect((statement) => this.#query(statement)),
    });
    this.failed = new Promise((resolve) => {
      const end = (error: StoreError): void => {
        if (this.#ended === undefined) resolve(error);
        this.#end(error);
      };
      worker.on('message', (answer: ThreadAnswer) => {
        if (answer.type === 'failed') end(new StoreError('store.failed', answer.message));
        else this.#take(answer);
      });
      worker.on('error', (cause) => {
        end(new StoreError('store.failed', 'the database has stopped', cause));
      });
      worker.on('exit', () => {
        end(new StoreError('store.failed', 'the database has stopped'));
      });
    });
  }

  /** Opens the database in a folder; makes one where there is none. */
  static async open(folder: string): Promise<EmbeddedDatabase> {
    if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(folder);
    const worker = startThread({ folder, task: 'serve' });
    await untilReady(worker);
    return new EmbeddedDatabase(worker);
  }

  async transaction(statements: readonly Statement[]): Promise<StatementResult[]> {
    return await this.#run(true, statements);
  }

  async clean(table?: keyof Tables): Promise<void> {
    await this.#query({ sql: table === undefined ? 'vacuum' : `vacuum ${table}`, parameters: [] });
  }

  /** What was made durable since the start. */
  async statistics(): Promise<DiskStatistics> {
    const answer = await this.#ask({ type: 'statistics' });
    if (answer.type !== 'statistics') throw unexpected(answer);
    return answer.statistics;
  }

  /** Answers what was asked before, then ends the thread. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const answer = this.#ask({ type: 'close' });
    this.#ended = new StoreError('store.closed', 'the store is closed');
    await answer;
    await this.#worker.terminate();
  }

  async #query(statement: Statement): Promise<StatementResult> {
    const [result] = await this.#run(false, [statement]);
    return result ?? { rows: [], affectedRows: 0 };
  }

  async #run(transaction: boolean, statements: readonly Statement[]): Promise<StatementResult[]> {
    const plain = statements.map(({ sql, parameters }) => ({ sql, parameters }));
    const answer = await this.#ask({ type: 'run', transaction, statements: plain });
    if (answer.type !== 'results') throw unexpected(answer);
    return answer.results;
  }

  #ask(request: Unnumbered<ThreadRequest>): Promise<ThreadAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const number = this.#nextNumber++;
    return new Promise((resolve, reject) => {
      this.#questions.set(number, { resolve, reject });
      this.#worker.postMessage({ ...request, number });
    });
  }

  #take(answer: Exclude<ThreadAnswer, { type: 'failed' }>): void {
    if (answer.type === 'ready') return;
    const question = this.#questions.get(answer.number);
    this.#questions.delete(answer.number);
    if (answer.type === 'refused') question?.reject(databaseError(answer.message, answer.sqlState));
    else question?.resolve(answer);
  }

  #end(error: StoreError): void {
    this.#ended ??= error;
    for (const question of this.#questions.values()) question.reject(error);
    this.#questions.clear();
  }
}

/** Made beside its place and moved there when it is whole and on disk: a crash before leaves nothing half. */
async function initialise(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const worker = startThread({ folder: unfinished, task: 'initialise' });
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error('the database has given up'));
    });
  }).catch((cause: unknown) => {
    throw new StoreError('store.failed', `no database could be made in ${folder}`, cause);
  });
  await rename(unfinished, folder);
  syncFolder(join(folder, '..'));
}

function startThread(workerData: ThreadData): Worker {
  // From source in tests, from dist otherwise: the thread's file has the ending of this one.
  const ending = import.meta.url.slice(-3);
  return new Worker(new URL(`./database-thread${ending}`, import.meta.url), { workerData });
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new StoreError('store.failed', 'the database cannot be opened', cause));
    };
    worker.once('error', fail);
    worker.once('exit', fail);
    worker.once('message', (answer: ThreadAnswer) => {
      worker.off('error', fail).off('exit', fail);
      if (answer.type === 'ready') resolve();
      else fail(answer);
    });
  });
}

function unexpected(answer: ThreadAnswer): StoreError {
  return new StoreError('store.failed', `the database answered ${answer.type}`);
}
