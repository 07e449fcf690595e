import { describe, expect, it } from 'vitest';
import { untilAccepted } from './retry.js';

describe('trying until accepted', () => {
  it('tries again with growing pauses, telling of each failure', async () => {
    const pauses: number[] = [];
    const failures: unknown[] = [];
    let left = 8;
    const result = await untilAccepted(
      () => (left-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve('there')),
      {
        signal: new AbortController().signal,
        failed: (error) => failures.push(error),
        pause: (ms) => {
          pauses.push(ms);
          return Promise.resolve();
        },
      },
    );
    expect(result).toBe('there');
    expect(failures).toHaveLength(8);
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('ends when told to, in the middle of a pause too', async () => {
    const stop = new AbortController();
    const trying = untilAccepted(() => Promise.reject(new Error('away')), {
      signal: stop.signal,
      failed: () => {
        stop.abort(new Error('stopping'));
      },
    });
    await expect(trying).rejects.toThrow();
    await expect(
      untilAccepted(() => Promise.resolve(1), { signal: stop.signal, failed: () => undefined }),
    ).rejects.toThrow('stopping');
  });
});
