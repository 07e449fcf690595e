import { fitsOutline } from '@dlms-telemetry/dlms';
import type { Shape } from '@dlms-telemetry/reading';

/** Octets by which shapes are told apart before the whole of one is compared. */
const MOST_PROBES = 16;

/** Shapes that all probes leave alike; one more takes the place of the one that was used longest ago. */
const MOST_ALIKE = 4;

/** A shape that is kept. */
export interface KeptShape {
  readonly shape: Shape;
  /** When it was used last, counted in uses of the cache. */
  usedAt: number;
}

/**
 * Shapes whose outlines have the same octets fixed. A few of these octets, chosen where the shapes differ, lead to the
 * one that a plain text can fit.
 */
export class ShapeGroup {
  #kept: KeptShape[] = [];
  #probes: number[] = [];
  readonly #byProbes = new Map<number, KeptShape[]>();

  get kept(): readonly KeptShape[] {
    return this.#kept;
  }

  /** When one of its shapes was used last. */
  get usedAt(): number {
    return Math.max(0, ...this.#kept.map(({ usedAt }) => usedAt));
  }

  /** Whether a shape belongs here. */
  holds({ outline: { fixedAt } }: Shape): boolean {
    const known = this.#kept[0]?.shape.outline.fixedAt;
    return known?.length === fixedAt.length && known.every((at, i) => at === fixedAt[i]);
  }

  find(plain: Uint8Array): KeptShape | undefined {
    const alike = this.#byProbes.get(this.#keyOf(plain));
    if (alike === undefined) return undefined;
    for (const kept of alike) if (fitsOutline(kept.shape.outline, plain)) return kept;
    return undefined;
  }

  /** Keeps a shape. @param plain what it was learned from */
  add(kept: KeptShape, plain: Uint8Array): void {
    const [alike] = this.#byProbes.get(this.#keyOf(plain)) ?? [];
    const probe = alike === undefined ? undefined : difference(alike.shape, kept.shape);
    if (probe !== undefined && this.#probes.length < MOST_PROBES) this.#probes.push(probe);
    this.#kept.push(kept);
    this.#arrange();
  }

  remove(kept: KeptShape): void {
    this.#kept = this.#kept.filter((each) => each !== kept);
    this.#arrange();
  }

  #arrange(): void {
    this.#byProbes.clear();
    for (const kept of this.#kept.toSorted((a, b) => b.usedAt - a.usedAt)) {
      const key = this.#keyOfShape(kept.shape);
      const alike = this.#byProbes.get(key);
      if (alike === undefined) this.#byProbes.set(key, [kept]);
      else if (alike.length < MOST_ALIKE) alike.push(kept);
    }
    this.#kept = [...this.#byProbes.values()].flat();
  }

  #keyOf(plain: Uint8Array): number {
    let key = 0;
    for (const at of this.#probes) key = (Math.imul(key, 31) + (plain[at] ?? 0)) | 0;
    return key;
  }

  #keyOfShape({ outline }: Shape): number {
    const octets = new Uint8Array(outline.length);
    outline.fixedAt.forEach((at, i) => (octets[at] = outline.fixed[i] ?? 0));
    return this.#keyOf(octets);
  }
}

/** A place where two shapes of one group have different octets. */
function difference({ outline: one }: Shape, { outline: other }: Shape): number | undefined {
  const index = one.fixed.findIndex((octet, i) => octet !== other.fixed[i]);
  return one.fixedAt[index];
}
