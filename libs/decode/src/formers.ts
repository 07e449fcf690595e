import type { WaitingFrames } from '@dlms-telemetry/bus';
import type { Configuration } from '@dlms-telemetry/options';
import type { DecodeReceptor } from './decode.js';

/**
 * A configuration that some receptors were in last.
 *
 * @typeParam T what it is read from
 */
export interface Former<T> {
  readonly texts: T;
  readonly receptors: readonly DecodeReceptor[];
}

/**
 * Receptors that have left the configuration: what they have accepted is decoded under their last options. One is
 * forgotten with a later change, when nothing of it waits any more.
 */
export class Formers<T> {
  readonly #waiting: readonly Pick<WaitingFrames, 'waiting'>[];
  #formers: readonly Former<T>[] = [];

  /** @param waiting frames in the receptors' queues */
  constructor(waiting: readonly Pick<WaitingFrames, 'waiting'>[]) {
    this.#waiting = waiting;
  }

  /** The configuration has changed from one to another. */
  changed(last: Former<T>, { receptors }: Configuration): void {
    const present = new Set(receptors.map(({ name }) => name));
    const isGone = ({ receptor }: DecodeReceptor): boolean => !present.has(receptor);
    const waits = ({ receptor }: DecodeReceptor): boolean =>
      this.#waiting.some((frames) => frames.waiting(receptor) > 0);
    this.#formers = [
      ...this.#formers.map(({ texts, receptors: of }) => ({
        texts,
        receptors: of.filter((receptor) => isGone(receptor) && waits(receptor)),
      })),
      // Frames may be on their way that do not wait yet.
      { texts: last.texts, receptors: last.receptors.filter(isGone) },
    ].filter(({ receptors: of }) => of.length > 0);
  }

  get receptors(): readonly DecodeReceptor[] {
    return this.#formers.flatMap(({ receptors }) => receptors);
  }

  /** What a thread reads them from. */
  get texts(): readonly FormerTexts<T>[] {
    return this.#formers.map(({ texts, receptors }) => ({
      texts,
      receptors: receptors.map(({ receptor }) => receptor),
    }));
  }
}

/** What receptors that have left are read from. */
export interface FormerTexts<T> {
  readonly texts: T;
  readonly receptors: readonly string[];
}
