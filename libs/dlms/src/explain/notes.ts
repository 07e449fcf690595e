/** One thing that was read, with its parts; without parts it is a leaf. */
export interface Note {
  readonly name: string;
  /** Index of its first octet in the octets that were read. */
  readonly start: number;
  /** Index behind its last octet. */
  readonly end: number;
  /** What was read, where the reader told it. */
  readonly value: unknown;
  readonly parts: readonly Note[];
}

interface Draft extends Note {
  name: string;
  end: number;
  value: unknown;
  readonly parts: Draft[];
}

/** What nobody read: fields that the standard leaves open, or what stands behind a fault. */
export const UNREAD = 'not read';

/** What was read without a name. */
export const UNNAMED = 'octets';

/**
 * Gathers what a reader reads, as a tree. Whatever the reader does, `finish` gives a tree in which every octet belongs to
 * exactly one leaf.
 */
export class Notes {
  readonly #root: Draft;
  readonly #open: Draft[];

  constructor(name = UNNAMED) {
    this.#root = { name, start: 0, end: 0, value: undefined, parts: [] };
    this.#open = [this.#root];
  }

  /** Octets from `start` up to `end` were read as one field. */
  leaf(name: string, start: number, end: number, value: unknown): void {
    if (end <= start) return;
    const { parts } = this.#current;
    // A reader that went back reads the same octets again.
    while ((parts.at(-1)?.end ?? 0) > start) parts.pop();
    parts.push({ name, start, end, value, parts: [] });
  }

  /** What follows up to `close` is one thing. The whole is open from the start. */
  open(name: string, start: number): void {
    const note: Draft = { name, start, end: start, value: undefined, parts: [] };
    this.#current.parts.push(note);
    this.#open.push(note);
  }

  close(end: number, value: unknown, name?: string): void {
    const note = this.#open.pop();
    if (note === undefined) return;
    note.end = end;
    note.value = value;
    if (name !== undefined) note.name = name;
  }

  /** The tree over all octets. @param length their number */
  finish(length: number): Note {
    for (const note of this.#open.splice(1).reverse()) note.end = lastEnd(note);
    this.#root.end = length;
    fillGaps(this.#root);
    return this.#root;
  }

  get #current(): Draft {
    return this.#open.at(-1) ?? this.#root;
  }
}

function lastEnd(note: Draft): number {
  return note.parts.at(-1)?.end ?? note.start;
}

/** Makes leaves of octets that stand between parts. Iterative, for the tree is as deep as the data. */
function fillGaps(root: Draft): void {
  const waiting = [root];
  for (let note = waiting.pop(); note !== undefined; note = waiting.pop()) {
    if (note.parts.length === 0) continue;
    const filled: Draft[] = [];
    let at = note.start;
    for (const part of note.parts) {
      if (part.end <= part.start) continue;
      if (part.start > at) filled.push(unread(at, part.start));
      filled.push(part);
      at = part.end;
    }
    if (at < note.end) filled.push(unread(at, note.end));
    note.parts.splice(0, note.parts.length, ...filled);
    waiting.push(...filled);
  }
}

function unread(start: number, end: number): Draft {
  return { name: UNREAD, start, end, value: undefined, parts: [] };
}
