const TITLE_OCTETS = 8;

/** What is known by a system title of 8 octets. The title is looked up as two numbers: no text is made of it. */
export class TitleTable<T> {
  readonly #byHalves = new Map<number, Map<number, T>>();

  /** What is known by a title; nothing by one of another length. */
  get(title: Uint8Array): T | undefined {
    if (title.length !== TITLE_OCTETS) return undefined;
    return this.#byHalves.get(half(title, 4))?.get(half(title, 0));
  }

  /** @throws {RangeError} for a title of another length than 8 */
  set(title: Uint8Array, value: T): void {
    if (title.length !== TITLE_OCTETS)
      throw new RangeError(`a system title has ${TITLE_OCTETS} octets`);
    const lower = half(title, 4);
    const known = this.#byHalves.get(lower);
    if (known === undefined) this.#byHalves.set(lower, new Map([[half(title, 0), value]]));
    else known.set(half(title, 0), value);
  }
}

function half(title: Uint8Array, at: number): number {
  return (
    ((title[at] ?? 0) << 24) |
    ((title[at + 1] ?? 0) << 16) |
    ((title[at + 2] ?? 0) << 8) |
    (title[at + 3] ?? 0)
  );
}
