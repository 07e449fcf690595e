import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { StoreError } from '../errors.js';
import { sessionSettings, storeErrorOf, type SessionOptions } from './session.js';

const HEARTBEAT_MS = 5_000;
const BETWEEN_ATTEMPTS_MS = 250;
/** The session of a process that was killed may live on for a moment. */
const PATIENCE_AT_START_MS = 3_000;
/** One of our own that was cut off lives on until the server notices: then it is ours again. */
const PATIENCE_AFTER_LOSS_MS = 60_000;

const TAKE = `select pg_try_advisory_lock(
  hashtextextended('standalone in ' || current_schema(), 0)
) as taken`;

/**
 * The right of one process to the queues of a schema: an advisory lock, held in a session of its own. While that
 * session is lost the right is in doubt, and nothing may be written until it was taken anew.
 */
export class SoleUse {
  /** Resolves with the reason if another process has taken the right meanwhile. */
  readonly lost: Promise<StoreError>;
  readonly #options: SessionOptions;
  #client: Client | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #released = false;
  #tellLost: (reason: StoreError) => void = () => undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.lost = new Promise((resolve) => (this.#tellLost = resolve));
  }

  /** @throws {StoreError} `store.locked` while another process has the right; `store.away` or `store.failed` */
  static async take(options: SessionOptions): Promise<SoleUse> {
    const use = new SoleUse(options);
    const end = performance.now() + PATIENCE_AT_START_MS;
    while (!(await use.#take())) {
      if (performance.now() > end) throw locked();
      await sleep(BETWEEN_ATTEMPTS_MS);
    }
    return use;
  }

  /** @throws {StoreError} `store.away` while the right is in doubt */
  mustBeHeld(): void {
    if (this.#client !== undefined) return;
    throw new StoreError(
      'store.away',
      'the session that holds the database for this process was lost and is not back yet',
    );
  }

  /** Gives the right to whoever wants it. */
  async release(): Promise<void> {
    this.#released = true;
    clearInterval(this.#heartbeat);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #take(): Promise<boolean> {
    const client = new Client(sessionSettings(this.#options, HEARTBEAT_MS));
    client.on('error', () => undefined);
    client.on('end', () => {
      if (client === this.#client) this.#goOn();
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ taken: boolean }>(TAKE);
      if (rows[0]?.taken === true && !this.#released) {
        this.#client = client;
        this.#heartbeat = setInterval(() => {
          this.#beat(client);
        }, HEARTBEAT_MS).unref();
        return true;
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw storeErrorOf(error);
    }
    await client.end().catch(() => undefined);
    return false;
  }

  /** A server that has gone without a word would otherwise be missed only when next asked. */
  #beat(client: Client): void {
    client.query('select 1').catch(() => {
      if (client === this.#client) this.#goOn();
      void client.end().catch(() => undefined);
    });
  }

  #goOn(): void {
    clearInterval(this.#heartbeat);
    this.#client = undefined;
    if (!this.#released) void this.#takeAnew();
  }

  async #takeAnew(): Promise<void> {
    let refusedSince: number | undefined;
    while (!this.#released) {
      const taken = await this.#take().catch(() => undefined);
      if (taken === true) return;
      // The server is away: nobody can have taken it.
      if (taken === undefined) refusedSince = undefined;
      else refusedSince ??= performance.now();
      if (refusedSince !== undefined && performance.now() - refusedSince > PATIENCE_AFTER_LOSS_MS) {
        this.#tellLost(locked());
        return;
      }
      await sleep(BETWEEN_ATTEMPTS_MS);
    }
  }
}

function locked(): StoreError {
  return new StoreError(
    'store.locked',
    'another process has this database for itself: one standalone at a time',
  );
}
