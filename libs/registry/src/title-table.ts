const TITLE_OCTETS = 8;

interface Known<T> {
  readonly title: Uint8Array;
  value: T;
  /** Another title with the same number. */
  readonly next: Known<T> | undefined;
}

/** What is known by a system title of 8 octets. No text is made of a title to look it up. */
export class TitleTable<T> {
  readonly #byNumber = new Map<number, Known<T>>();

  /** What is known by a title; nothing by one of another length. */
  get(title: Uint8Array): T | undefined {
    return this.#find(title)?.value;
  }

  /** @throws {RangeError} for a title of another length than 8 */
  set(title: Uint8Array, value: T): void {
    if (title.length !== TITLE_OCTETS)
      throw new RangeError(`a system title has ${TITLE_OCTETS} octets`);
    const known = this.#find(title);
    if (known !== undefined) known.value = value;
    else {
      const number = numberOf(title);
      const next = this.#byNumber.get(number);
      this.#byNumber.set(number, { title: title.slice(), value, next });
    }
  }

  #find(title: Uint8Array): Known<T> | undefined {
    if (title.length !== TITLE_OCTETS) return undefined;
    let known = this.#byNumber.get(numberOf(title));
    while (known !== undefined && !isSame(known.title, title)) known = known.next;
    return known;
  }
}

/** The last four octets, in which the meters of one maker differ, with the first four shuffled in. */
function numberOf(title: Uint8Array): number {
  return (half(title, 4) ^ Math.imul(half(title, 0), 0x9e3779b1)) | 0;
}

function half(title: Uint8Array, at: number): number {
  return (
    ((title[at] ?? 0) << 24) |
    ((title[at + 1] ?? 0) << 16) |
    ((title[at + 2] ?? 0) << 8) |
    (title[at + 3] ?? 0)
  );
}

function isSame(known: Uint8Array, title: Uint8Array): boolean {
  for (let i = 0; i < TITLE_OCTETS; i++) if (known[i] !== title[i]) return false;
  return true;
}
