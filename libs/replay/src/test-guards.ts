import { vi } from 'vitest';
import type { ReplayEvents } from './events.js';
import type { SharedCounterWindows } from './ports.js';
import { WindowReplayGuard, type JudgedFrame, type ReplayGuardOptions } from './replay-guard.js';
import { TestClock, TestCounterStore } from './test-counter-store.js';

/** Whose counter the frames of tests bring, unless they say otherwise. */
export const SCOPE = 'a'.repeat(32);
const NOW = Date.UTC(2026, 0, 1);

/** Receptors that are not `Window`. */
const MODES = new Map([
  ['open', 'Off'],
  ['strict', 'Strict'],
] as const);

/** Guards over one store, on one clock. */
export class TestGuards {
  readonly store = new TestCounterStore();
  readonly clock = new TestClock();
  readonly events: { [Name in keyof ReplayEvents]: ReturnType<typeof vi.fn<ReplayEvents[Name]>> } =
    {
      windowsRead: vi.fn(),
      windowsAway: vi.fn(),
      windowsBack: vi.fn(),
      checkpointFailed: vi.fn(),
      countersRemoved: vi.fn(),
      removalFailed: vi.fn(),
    };
  readonly #shared: SharedCounterWindows | undefined;

  /** @param shared what the guards judge by together */
  constructor(shared?: SharedCounterWindows) {
    this.#shared = shared;
  }

  /** A guard as one process has it. */
  guard(
    options: Partial<ReplayGuardOptions> = {},
    shared: SharedCounterWindows | undefined = this.#shared,
  ): WindowReplayGuard {
    const { store, clock, events } = this;
    return new WindowReplayGuard(
      { store, clock, events, ...(shared !== undefined && { shared }) },
      { receptors: MODES, ...options },
    );
  }
}

/** Frames are told apart by number, and received in the order of their numbers. */
export function frame(
  counter: number,
  number = counter,
  fields: Partial<JudgedFrame> = {},
): JudgedFrame {
  return {
    frameId: `01975c9e-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    receptor: 'meters',
    receivedAt: NOW + number,
    historic: false,
    rerun: false,
    scope: SCOPE,
    counter,
    ...fields,
  };
}

/** The outcomes by their first letters. */
export async function judge(guard: WindowReplayGuard, ...frames: JudgedFrame[]): Promise<string> {
  const outcomes = await guard.judge(frames);
  return outcomes.map((outcome) => outcome.charAt(0)).join('');
}
