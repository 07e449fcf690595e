import type { RefusedFrame } from '@dlms-telemetry/frame';
import type { DeadLettersRepository } from '@dlms-telemetry/store';

/** How many dead letters of octets from anybody are kept. */
export interface DeadLetterQuotaOptions {
  /** Of one source address at one receptor on one day (UTC). Default 100. */
  readonly perSource?: number;
  /** Of all sources at one receptor on one day. Default 10,000. */
  readonly perReceptor?: number;
}

/** What a quota works with. */
export interface DeadLetterQuotaPorts {
  readonly deadLetters: Pick<DeadLettersRepository, 'stored' | 'keptBySource'>;
  /** Whether a refused frame came from a registered address or names a registered system title. */
  readonly isKnownMeter: (refused: RefusedFrame) => boolean;
  /** Told once a day of each quota that is used up; `remoteAddress` is null where it is that of all sources. */
  readonly usedUp: (receptor: string, remoteAddress: string | null) => void;
}

/** A refused frame, and what the quota says of it. */
export interface JudgedLetter {
  readonly letter: RefusedFrame;
  readonly knownMeter: boolean;
  readonly kept: boolean;
}

const PER_SOURCE = 100;
const PER_RECEPTOR = 10_000;
const DAY_MS = 86_400_000;
/** Today, and days of frames that have waited. */
const MOST_DAYS = 4;
const NOTHING_STORED: ReadonlySet<string> = new Set();

/** What is kept of one receptor on one day. */
interface Kept {
  letters: number;
  readonly bySource: Map<string, number>;
}

/**
 * Octets from anybody (what the link layer refused, and unknown sources) are kept only up to a quota a source and
 * day; what belonged to a known meter always is. A frame that is a dead letter already stays one. The counts are those
 * of the store, so that a new start changes nothing.
 */
export class DeadLetterQuota {
  readonly #ports: DeadLetterQuotaPorts;
  readonly #perSource: number;
  readonly #perReceptor: number;
  /** Days since 1970, then receptors. Within a receptor bounded by its quota. */
  readonly #days = new Map<number, Map<string, Kept>>();

  constructor(ports: DeadLetterQuotaPorts, options: DeadLetterQuotaOptions = {}) {
    this.#ports = ports;
    this.#perSource = options.perSource ?? PER_SOURCE;
    this.#perReceptor = options.perReceptor ?? PER_RECEPTOR;
  }

  /** Judges refused frames in their order and counts those that are kept. */
  async judge(letters: readonly RefusedFrame[]): Promise<readonly JudgedLetter[]> {
    const judged = letters.map((letter) => {
      const knownMeter = this.#ports.isKnownMeter(letter);
      return { letter, knownMeter, free: knownMeter || !isFromAnybody(letter) };
    });
    const counted = judged.filter(({ free }) => !free).map(({ letter }) => letter);
    const stored = await this.#stored(counted);
    for (const letter of counted) await this.#load(dayOf(letter));
    // A frame may come twice: after a crash, or run again.
    const kept = new Set(stored);
    return judged.map(({ letter, knownMeter, free }) => {
      const { id } = letter.frame;
      if (!free && !kept.has(id) && this.#take(letter)) kept.add(id);
      return { letter, knownMeter, kept: free || kept.has(id) };
    });
  }

  /** Forgets the counts: what was judged could not be stored, and the store knows better. */
  forget(): void {
    this.#days.clear();
  }

  async #stored(letters: readonly RefusedFrame[]): Promise<ReadonlySet<string>> {
    if (letters.length === 0) return NOTHING_STORED;
    return await this.#ports.deadLetters.stored(letters.map(({ frame }) => frame.id));
  }

  async #load(day: number): Promise<void> {
    if (this.#days.has(day)) return;
    const receptors = new Map<string, Kept>();
    const rows = await this.#ports.deadLetters.keptBySource(day * DAY_MS, (day + 1) * DAY_MS);
    for (const { receptor, remoteAddress, letters } of rows) {
      const kept = keptOf(receptors, receptor);
      kept.letters += letters;
      kept.bySource.set(remoteAddress, (kept.bySource.get(remoteAddress) ?? 0) + letters);
    }
    this.#days.set(day, receptors);
    const oldest = Math.min(...this.#days.keys());
    if (this.#days.size > MOST_DAYS && oldest !== day) this.#days.delete(oldest);
  }

  #take(letter: RefusedFrame): boolean {
    const { receptor, remoteAddress } = letter.frame;
    const receptors = this.#days.get(dayOf(letter)) ?? new Map<string, Kept>();
    const kept = keptOf(receptors, receptor);
    const ofSource = kept.bySource.get(remoteAddress) ?? 0;
    if (ofSource >= this.#perSource || kept.letters >= this.#perReceptor) return false;
    kept.letters++;
    kept.bySource.set(remoteAddress, ofSource + 1);
    if (ofSource + 1 === this.#perSource) this.#ports.usedUp(receptor, remoteAddress);
    if (kept.letters === this.#perReceptor) this.#ports.usedUp(receptor, null);
    return true;
  }
}

function isFromAnybody({ refusal: { layer } }: RefusedFrame): boolean {
  return layer === 'link' || layer === 'source';
}

function dayOf({ frame }: RefusedFrame): number {
  return Math.floor(frame.receivedAt / DAY_MS);
}

function keptOf(receptors: Map<string, Kept>, receptor: string): Kept {
  const known = receptors.get(receptor);
  if (known !== undefined) return known;
  const kept = { letters: 0, bySource: new Map<string, number>() };
  receptors.set(receptor, kept);
  return kept;
}
