import { randomUUID } from 'node:crypto';
import { correctionOf, driftOf, LOOKS, type Look } from './drift.js';
import type { WaitingFramesPorts } from './redis-waiting-frames.js';
import { CORRECT, LEAD, RESIGN, STATE } from './scripts.js';

/** Whoever has not looked for so long is followed by another. */
const LEAD_MS = 3_000;
const PARTS = 3;

/** Compares the counts of all receptors with their queues: one process of all does. */
export class CountReconciler {
  readonly #ports: WaitingFramesPorts;
  readonly #options: { readonly kind: string; readonly held: number };
  readonly #process = randomUUID();
  readonly #seen = new Map<string, { before: Look | undefined; drifts: number[] }>();

  /** @param options `held`: envelopes that a consumer may hold */
  constructor(
    ports: WaitingFramesPorts,
    options: { readonly kind: string; readonly held: number },
  ) {
    this.#ports = ports;
    this.#options = options;
  }

  /** What was seen is of no use any more. */
  forget(): void {
    this.#seen.clear();
  }

  /** Looks at the counts of a generation once. Never rejects. */
  async look(receptors: readonly string[], generation: string): Promise<void> {
    const { redis } = this.#ports;
    const { kind } = this.#options;
    if (receptors.length === 0) return;
    try {
      const lease = redis.keys.waitingFramesLook(kind);
      if ((await redis.run(LEAD, [lease], [this.#process, LEAD_MS])) !== 1) {
        this.forget();
        return;
      }
      const state = await redis.list(STATE, [redis.keys.waitingFrames(kind)], receptors);
      for (const [index, receptor] of receptors.entries()) {
        const [frames, changes, mean] = state.slice(index * PARTS, (index + 1) * PARTS).map(Number);
        const depth = await this.#ports.depthOf(receptor);
        const look = { ...depth, frames: frames ?? 0, changes: changes ?? 0, mean: mean ?? 0 };
        await this.#judge(receptor, look, generation);
      }
    } catch {
      // Redis or the broker is away: nothing can be compared.
      this.forget();
    }
  }

  /** Lets another process look. */
  async resign(): Promise<void> {
    const { redis } = this.#ports;
    const lease = redis.keys.waitingFramesLook(this.#options.kind);
    // Without it another follows all the same, later.
    await redis.run(RESIGN, [lease], [this.#process]).catch(() => undefined);
  }

  async #judge(receptor: string, look: Look, generation: string): Promise<void> {
    const { redis, events } = this.#ports;
    const { kind, held } = this.#options;
    const seen = this.#seen.get(receptor) ?? { before: undefined, drifts: [] };
    this.#seen.set(receptor, seen);
    seen.drifts = [...seen.drifts, driftOf(look, seen.before, held)].slice(-LOOKS);
    seen.before = look;
    const correction = correctionOf(seen.drifts);
    if (correction === 0) return;
    const key = redis.keys.waitingFrames(kind);
    if ((await redis.run(CORRECT, [key], [generation, receptor, correction])) !== 1) return;
    seen.drifts = [];
    events.waitingFramesCorrected({ kind, receptor, frames: correction });
  }
}
