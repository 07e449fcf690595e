import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JudgedFrame, ReplayOutcome } from './replay-guard.js';
import { frame, judge, SCOPE, type TestGuards } from './test-guards.js';

const SECOND = 1_000;

/** What of a frame the model needs. */
interface Step {
  readonly scope: number;
  readonly counter: number;
  readonly frame: number;
  readonly historic: boolean;
  readonly after: 'nothing' | 'second' | 'restart';
}

/** What every guard promises, whether it judges alone or with others. */
export function describeGuard(name: string, create: () => TestGuards): void {
  let guards: TestGuards;
  beforeEach(() => {
    guards = create();
  });

  describe(name, () => {
    describe('a live frame', () => {
      it('passes again under its id; another one with its counter does not', async () => {
        const guard = guards.guard();
        expect(await judge(guard, frame(7), frame(7), frame(7, 8))).toBe('aar');
        expect(await judge(guard, frame(7), frame(7, 9))).toBe('ar');
        expect(guard.newestOf(SCOPE)).toBe(7);
      });

      it('passes out of order within the window, once', async () => {
        const frames = [485, 488, 486, 487, 486].map((counter, number) => frame(counter, number));
        expect(await judge(guards.guard(), ...frames)).toBe('aaaar');
        const other = { scope: 'b'.repeat(32) };
        const far = [frame(100, 1, other), frame(37, 2, other), frame(36, 3, other)];
        expect(await judge(guards.guard(), ...far)).toBe('aar');
      });

      it('has a counter of its own for each key', async () => {
        const other = { scope: 'b'.repeat(32) };
        expect(
          await judge(guards.guard(), frame(7, 1), frame(7, 2, other), frame(7, 3, other)),
        ).toBe('aar');
      });
    });

    describe('a mode that is changed', () => {
      it('ReplayProtection: holds from the next frame on; a receptor that has left keeps the one that it had', async () => {
        const guard = guards.guard();
        const open = { receptor: 'open' };
        expect(await judge(guard, frame(7, 1, open), frame(7, 2, open))).toBe('aa');
        guard.protect(new Map([['open', 'Window']]));
        expect(await judge(guard, frame(8, 3, open), frame(8, 4, open))).toBe('ar');
        guard.protect(new Map([['open', 'Off']]));
        guard.protect(new Map([['meters', 'Window']]));
        expect(await judge(guard, frame(8, 5, open))).toBe('a');
      });
    });

    describe('a frame that was received before the latest accepted one', () => {
      it.each([{ historic: true }, { rerun: true }, {}])(
        'passes once however old its counter is: %o',
        async (kind) => {
          const guard = guards.guard();
          await guard.judge([frame(1, 1), frame(1_000, 50)]);
          expect(await judge(guard, frame(5, 2, kind), frame(5, 2, kind), frame(5, 3, kind))).toBe(
            'aar',
          );
          expect(await judge(guard, frame(5, 4, kind), frame(1, 5, kind), frame(1, 1, kind))).toBe(
            'rra',
          );
        },
      );

      it('is refused when a live frame has had its counter, also before that was written', async () => {
        const guard = guards.guard();
        await guard.judge([frame(7, 7), frame(8, 8), frame(500, 50)]);
        expect(await judge(guard, frame(7, 1, { historic: true }))).toBe('r');
        expect(await judge(guard, frame(499, 2, { historic: true }), frame(499, 51))).toBe('ar');
      });

      it('is judged as a live one when it was received after: what was recorded does not pass', async () => {
        const guard = guards.guard();
        await guard.judge([frame(1_000, 50)]);
        expect(await judge(guard, frame(5, 51, { historic: true }))).toBe('r');
        expect(await judge(guard, frame(1_001, 52, { historic: true }))).toBe('a');
      });
    });

    describe('ReplayProtection', () => {
      it('ReplayProtection: Off judges nothing, and the store is not asked', async () => {
        const open = { receptor: 'open' };
        expect(await judge(guards.guard(), frame(7, 1, open), frame(7, 2, open))).toBe('aa');
        expect(guards.store.calls).toBe(0);
        expect(await judge(guards.guard(), frame(7, 1), frame(7, 2))).toBe('ar');
      });

      it('ReplayProtection: Strict refuses nothing while the store is away, and judges the frame when it is back', async () => {
        const strict = { receptor: 'strict' };
        const guard = guards.guard();
        await guard.judge([frame(1, 1, strict)]);
        guards.store.isAway = true;
        await expect(guard.judge([frame(7, 7, strict)])).rejects.toThrow('away');
        guards.store.isAway = false;
        expect(await judge(guard, frame(7, 8, strict), frame(7, 7, strict))).toBe('ra');
        expect(await judge(guards.guard(), frame(7, 9, strict), frame(7, 7, strict))).toBe('ra');
      });
    });

    it('whatever comes in whatever order, no counter passes in two frames, and none is refused that may pass', async () => {
      const step = fc.record<Step>({
        scope: fc.nat(3),
        counter: fc.oneof(fc.nat(70), fc.nat(400)),
        frame: fc.nat(40),
        historic: fc.boolean(),
        after: fc.constantFrom('nothing', 'nothing', 'second', 'restart'),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          guards = create();
          let guard = guards.guard({ windowsInMemory: 2 });
          const holders = new Map<string, string>();
          const newest = new Map<string, number>();
          for (const { scope: of, counter, frame: number, historic, after } of steps) {
            const scope = String(of).repeat(32);
            const judged = frame(counter, number * 1_000 + counter, { scope, historic });
            const [outcome] = await guard.judge([judged]);
            const key = `${scope} ${counter}`;
            const holder = holders.get(key);
            expect(allowed(holder, judged, newest.get(scope))).toContain(outcome);
            if (outcome === 'accepted') {
              holders.set(key, judged.frameId);
              newest.set(scope, Math.max(newest.get(scope) ?? 0, counter));
            }
            if (after !== 'nothing') await guards.clock.pass(SECOND);
            if (after === 'restart') guard = guards.guard({ windowsInMemory: 2 });
          }
        }),
      );
    });
  });
}

function allowed(
  holder: string | undefined,
  { frameId, counter }: JudgedFrame,
  newest = -1,
): readonly ReplayOutcome[] {
  if (holder !== undefined && holder !== frameId) return ['repeated'];
  if (counter > newest - 64) return ['accepted'];
  // Below the window it depends on when it was received.
  return ['accepted', 'repeated'];
}
