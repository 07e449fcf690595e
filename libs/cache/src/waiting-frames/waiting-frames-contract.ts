import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedisWaitingFrames } from './redis-waiting-frames.js';

type WaitingFrames = Pick<RedisWaitingFrames, 'accepted' | 'settled' | 'waiting'>;

/** Counters of two processes, or twice that of one which runs alone. */
export interface WaitingFramesUnderTest {
  readonly gateway: WaitingFrames;
  readonly decoder: WaitingFrames;
  /** Resolves when each knows what the others have counted. */
  meet(): Promise<void>;
  close(): Promise<void>;
}

/** What everything that counts waiting frames promises. */
export function describeWaitingFrames(
  name: string,
  create: () => Promise<WaitingFramesUnderTest>,
): void {
  describe(`${name} keep the contract of waiting frames:`, () => {
    let under: WaitingFramesUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    it('those confirmed and not settled wait, of each receptor', async () => {
      const { gateway, decoder } = under;
      gateway.accepted('north', 12);
      gateway.accepted('south', 1);
      decoder.settled('north', 4);
      await under.meet();
      for (const each of [gateway, decoder])
        expect(['north', 'south', 'east'].map((receptor) => each.waiting(receptor))).toEqual([
          ...[8, 1, 0],
        ]);
    });

    it('what a process has accepted counts for it at once', async () => {
      under.gateway.accepted('north', 5);
      under.gateway.accepted('north', 6);
      expect(under.gateway.waiting('north')).toBe(11);
      await under.meet();
      under.gateway.accepted('north', 1);
      expect(under.gateway.waiting('north')).toBe(12);
    });

    it('a frame settled before its confirm was heard of is counted once, and never are there fewer than none', async () => {
      const { gateway, decoder } = under;
      decoder.settled('north', 3);
      await under.meet();
      expect([gateway.waiting('north'), decoder.waiting('north')]).toEqual([0, 0]);
      gateway.accepted('north', 3);
      gateway.accepted('north', 2);
      await under.meet();
      expect([gateway.waiting('north'), decoder.waiting('north')]).toEqual([2, 2]);
    });
  });
}
