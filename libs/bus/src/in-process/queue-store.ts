/** A message of a durable queue as it is stored. */
export interface StoredMessage {
  /** Rises over all queues; gives the order within a queue. */
  readonly id: number;
  readonly queue: string;
  readonly count: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array;
}

/** What the in-process bus needs of a store: a table of messages. */
export interface QueueStore {
  /** Adds and removes in one transaction. Resolves when it is on disk. */
  apply(added: readonly StoredMessage[], removed: readonly number[]): Promise<void>;
  /** The first `limit` messages of a queue from `fromId` on, in order. */
  read(queue: string, fromId: number, limit: number): Promise<StoredMessage[]>;
  /** The queues that hold something, each with its highest id. */
  queues(): Promise<{ readonly queue: string; readonly lastId: number }[]>;
}
