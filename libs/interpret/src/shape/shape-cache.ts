import { fitsOutline } from '@dlms-telemetry/dlms';
import { KnownMeters, learnShape, type Mapping, type Shape } from '@dlms-telemetry/reading';
import { ShapeGroup, type KeptShape } from './shape-group.js';

/** Shapes of one receptor that are kept. A fleet has some dozens: types of meters, times the lists they push. */
export const MOST_SHAPES = 256;

/** Groups of one length; a plain text is looked for in all of them. */
const MOST_GROUPS = 8;

/** When the cache is full, so that what it learns may soon be forgotten, only one of so many is learned. */
const LEARNED_WHEN_FULL = 16;

/**
 * The shapes of a receptor's notifications under one mapping, found by the plain text: its length, then the octets that
 * are the same in every notification of a shape. Another receptor, or other maps, have a cache of their own.
 */
export class ShapeCache {
  readonly #mapping: Mapping;
  readonly #most: number;
  readonly #meters = new KnownMeters();
  readonly #byLength = new Map<number, ShapeGroup[]>();
  #uses = 0;
  #unknown = 0;

  /** @param most shapes to be kept */
  constructor(mapping: Mapping, most = MOST_SHAPES) {
    this.#mapping = mapping;
    this.#most = most;
  }

  /** Shapes that are kept now. */
  get size(): number {
    return this.#all().length;
  }

  /** The shape of a plain APDU, if it has one that is known. */
  find(plain: Uint8Array): Shape | undefined {
    const groups = this.#byLength.get(plain.length);
    if (groups === undefined) return undefined;
    for (const group of groups) {
      const kept = group.find(plain);
      if (kept === undefined) continue;
      kept.usedAt = ++this.#uses;
      return kept.shape;
    }
    return undefined;
  }

  /** Learns the shape of a plain APDU that `find` did not know, and of which mapping has made readings. */
  learn(plain: Uint8Array): void {
    if (this.#most === 0) return;
    const isFull = this.size >= this.#most;
    if (isFull && this.#unknown++ % LEARNED_WHEN_FULL !== 0) return;
    const shape = learnShape(this.#mapping, plain, this.#meters);
    // What did not fit its own shape would be learned anew with each frame.
    if (shape === undefined || !fitsOutline(shape.outline, plain)) return;
    if (isFull) this.#forgetOldest();
    this.#groupFor(shape).add({ shape, usedAt: ++this.#uses }, plain);
  }

  #groupFor(shape: Shape): ShapeGroup {
    const { length } = shape.outline;
    const groups = this.#byLength.get(length) ?? [];
    const fitting = groups.find((group) => group.holds(shape));
    if (fitting !== undefined) return fitting;
    const group = new ShapeGroup();
    const kept = groups.toSorted((a, b) => b.usedAt - a.usedAt).slice(0, MOST_GROUPS - 1);
    this.#byLength.set(length, [...kept, group]);
    return group;
  }

  #forgetOldest(): void {
    const oldest = this.#all().reduce<Placed | undefined>(
      (found, each) => (found !== undefined && found.kept.usedAt < each.kept.usedAt ? found : each),
      undefined,
    );
    if (oldest === undefined) return;
    const { group, length, kept } = oldest;
    group.remove(kept);
    if (group.kept.length > 0) return;
    const others = this.#byLength.get(length)?.filter((each) => each !== group) ?? [];
    if (others.length === 0) this.#byLength.delete(length);
    else this.#byLength.set(length, others);
  }

  #all(): Placed[] {
    return [...this.#byLength].flatMap(([length, groups]) =>
      groups.flatMap((group) => group.kept.map((kept) => ({ length, group, kept }))),
    );
  }
}

/** A kept shape, and where it is kept. */
interface Placed {
  readonly length: number;
  readonly group: ShapeGroup;
  readonly kept: KeptShape;
}
