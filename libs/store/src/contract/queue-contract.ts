import { describe, expect, it } from 'vitest';
import type { SoleStore } from '../store.js';
import { message } from './test-rows.js';

/** What the queues of every store that a process has for itself promise. */
export function describeQueues(opened: () => SoleStore): void {
  describe('queues:', () => {
    it('keeps messages of a queue in order, with headers and octets', async () => {
      const first = message(1, { headers: { kind: 'x', size: 2 }, count: 3 });
      const second = message(2, { body: new Uint8Array() });
      await opened().queue.apply([second, first, message(3, { queue: 'b' })], []);
      const stored = await opened().queue.read('a', 0, 10);
      expect(stored.map((row) => ({ ...row, body: [...row.body] }))).toEqual([
        { ...first, body: [1, 0, 255] },
        { ...second, body: [] },
      ]);
      expect(await opened().queue.read('a', 2, 10)).toHaveLength(1);
      expect(await opened().queue.read('a', 0, 1)).toHaveLength(1);
      const queues = await opened().queue.queues();
      expect(queues.sort((x, y) => x.lastId - y.lastId)).toEqual([
        { queue: 'a', messages: 2, frames: 4, lastId: 2 },
        { queue: 'b', messages: 1, frames: 1, lastId: 3 },
      ]);
      await opened().queue.apply([], [1, 2, 3]);
      expect(await opened().queue.queues()).toEqual([]);
    });

    it('adds and removes all or nothing', async () => {
      await opened().queue.apply([message(10)], []);
      await expect(opened().queue.apply([message(11), message(10)], [10])).rejects.toMatchObject({
        code: 'store.data',
      });
      expect((await opened().queue.read('a', 0, 10)).map(({ id }) => id)).toEqual([10]);
      await opened().queue.apply([], [10]);
    });
  });
}
