import { BusError } from '../errors.js';
import type { QueueStore, StoredMessage } from './queue-store.js';

/** One transaction takes no more than this; what is over waits for the next. */
const LARGEST_COMMIT = 4 * 1024 * 1024;
const MOST_REMOVALS = 10_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

interface Addition {
  readonly message: StoredMessage;
  readonly resolve: () => void;
  readonly reject: (error: BusError) => void;
}

interface Page {
  readonly queue: string;
  readonly fromId: number;
  readonly limit: number;
  readonly done: (messages: StoredMessage[]) => void;
}

/** What the owner of a group commit is told, each time before anything else touches the store. */
export interface GroupCommitPorts {
  readonly store: QueueStore;
  /** The message is on disk. Called in the order of ids. */
  readonly committed: (message: StoredMessage) => void;
  /** A commit or a read failed: additions were turned down, the rest is tried again. */
  readonly failed: (error: unknown) => void;
}

/**
 * Puts whatever additions and removals are pending into one transaction, one after the other: the slower the disk,
 * the larger the groups. Reads take their turn in the same line, so that a page and the commits around it cannot
 * contradict each other whatever the store does at once.
 */
export class GroupCommit {
  readonly #ports: GroupCommitPorts;
  #additions: Addition[] = [];
  #removals: number[] = [];
  #pages: Page[] = [];
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #closing = false;

  constructor(ports: GroupCommitPorts) {
    this.#ports = ports;
  }

  /** Resolves when the message is on disk; rejects with `BusError` when it is not. */
  add(message: StoredMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#additions.push({ message, resolve, reject });
      this.#run();
    });
  }

  /** Removes a message with the next commit. */
  remove(id: number): void {
    this.#removals.push(id);
    this.#run();
  }

  /** Reads a page of a queue when its turn comes; tried again until it succeeds or the bus closes. */
  read(
    queue: string,
    fromId: number,
    limit: number,
    done: (messages: StoredMessage[]) => void,
  ): void {
    this.#pages.push({ queue, fromId, limit, done });
    this.#run();
  }

  /** Writes what is pending and resolves. What still fails now stays in the store and comes again. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#pages = [];
    this.#wake?.();
    await this.#running;
    const closed = new BusError('bus.closed', 'the bus was closed before the message was stored');
    for (const addition of this.#additions.splice(0)) addition.reject(closed);
  }

  #run(): void {
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      if (this.#pending && !this.#closing) this.#run();
    });
  }

  get #pending(): boolean {
    return this.#additions.length + this.#removals.length + this.#pages.length > 0;
  }

  async #loop(): Promise<void> {
    // One turn of the event loop: all that comes with the same reads of the sockets shares the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    let retryMs = FIRST_RETRY_MS;
    while (this.#pending) {
      if (await this.#step()) retryMs = FIRST_RETRY_MS;
      else if (this.#closing) return;
      else {
        await this.#wait(retryMs);
        retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      }
    }
  }

  async #step(): Promise<boolean> {
    const page = this.#pages.shift();
    if (page && !(await this.#readPage(page))) return false;
    if (this.#additions.length + this.#removals.length === 0) return true;
    return await this.#commit();
  }

  async #readPage(page: Page): Promise<boolean> {
    try {
      page.done(await this.#ports.store.read(page.queue, page.fromId, page.limit));
      return true;
    } catch (error) {
      this.#ports.failed(error);
      if (!this.#closing) this.#pages.unshift(page);
      return false;
    }
  }

  async #commit(): Promise<boolean> {
    const additions = this.#takeAdditions();
    const removals = this.#removals.splice(0, MOST_REMOVALS);
    try {
      await this.#ports.store.apply(
        additions.map((addition) => addition.message),
        removals,
      );
    } catch (error) {
      this.#ports.failed(error);
      this.#removals = removals.concat(this.#removals);
      const refusal = new BusError('bus.not-accepted', 'the message could not be stored', error);
      for (const addition of additions) addition.reject(refusal);
      return false;
    }
    for (const addition of additions) this.#ports.committed(addition.message);
    for (const addition of additions) addition.resolve();
    return true;
  }

  #takeAdditions(): Addition[] {
    let octets = 0;
    let taken = 0;
    for (const { message } of this.#additions) {
      octets += message.body.length;
      if (taken > 0 && octets > LARGEST_COMMIT) break;
      taken++;
    }
    return this.#additions.splice(0, taken);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
    });
  }
}
