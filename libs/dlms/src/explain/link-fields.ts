import type { ExplainedField } from './explanation.js';
import { UNREAD } from './notes.js';

/** Names the fields of a frame one behind the other, as far as its octets go. */
export class LinkFields {
  readonly octets: Uint8Array;
  readonly fields: ExplainedField[] = [];
  readonly #end: number;
  #at: number;

  /** @param start index of the frame's first octet @param end index behind its last */
  constructor(octets: Uint8Array, start: number, end: number) {
    this.octets = octets;
    this.#at = start;
    this.#end = end;
  }

  /** Index of the next octet. */
  get at(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  /** The octet that is `ahead` octets behind the next one; -1 where there is none. */
  peek(ahead = 0): number {
    return ahead < this.remaining ? (this.octets[this.#at + ahead] ?? -1) : -1;
  }

  /** The octets of the next field, while it stays next. */
  view(length: number): Uint8Array {
    return this.octets.subarray(this.#at, Math.min(this.#at + length, this.#end));
  }

  /** The next field. Where octets lack it is shorter, or left out. */
  add(name: string, length: number, meaning?: string): void {
    const start = this.#at;
    const end = Math.min(start + length, this.#end);
    if (end <= start) return;
    this.#at = end;
    const isWhole = end - start === length;
    const text = isWhole ? meaning : 'cut short';
    this.fields.push({ name, start, end, ...(text === undefined ? {} : { meaning: text }) });
  }

  /** The next field, of parts. Where octets lack it is shorter, or left out. */
  addWithParts(
    name: string,
    length: number,
    parts: (start: number, end: number) => ExplainedField[],
  ): void {
    const start = this.#at;
    const end = Math.min(start + length, this.#end);
    if (end <= start) return;
    this.#at = end;
    this.fields.push({ name, start, end, parts: parts(start, end) });
  }

  /** What is left, which means nothing here. */
  finish(): ExplainedField[] {
    this.add(UNREAD, this.remaining);
    return this.fields;
  }
}
