import type { QueueStore, StoredMessage } from './queue-store.js';

/** A table of messages in memory: for tests, and for tools that need no durability. */
export class MemoryQueueStore implements QueueStore {
  readonly #rows = new Map<number, StoredMessage>();

  apply(added: readonly StoredMessage[], removed: readonly number[]): Promise<void> {
    for (const id of removed) this.#rows.delete(id);
    for (const message of added) this.#rows.set(message.id, message);
    return Promise.resolve();
  }

  read(queue: string, fromId: number, limit: number): Promise<StoredMessage[]> {
    const found = [...this.#rows.values()].filter((m) => m.queue === queue && m.id >= fromId);
    return Promise.resolve(found.sort((a, b) => a.id - b.id).slice(0, limit));
  }

  queues(): Promise<{ queue: string; lastId: number }[]> {
    const last = new Map<string, number>();
    for (const { queue, id } of this.#rows.values())
      last.set(queue, Math.max(id, last.get(queue) ?? 0));
    return Promise.resolve([...last].map(([queue, lastId]) => ({ queue, lastId })));
  }

  /** Messages stored now. */
  get size(): number {
    return this.#rows.size;
  }
}
