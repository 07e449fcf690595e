import { ByteReader } from '../codec/byte-reader.js';
import type { Notes } from './notes.js';
import { UNNAMED } from './notes.js';

/** The contents of a `Data`, whose lengths need no name. */
const VALUE = 'value';

/** A reader that notes what is read, where it stands and what it is called. */
export class NotingReader extends ByteReader {
  readonly #notes: Notes;
  /** In a read that is made of others: only the whole is noted. */
  #within = false;

  /** @param end as of `ByteReader` */
  constructor(bytes: Uint8Array, notes: Notes, offset = 0, end = bytes.length) {
    super(bytes, offset, end);
    this.#notes = notes;
  }

  override u8(name?: string): number {
    return this.#note(name, () => super.u8());
  }

  override i8(name?: string): number {
    return this.#note(name, () => super.i8());
  }

  override u16(name?: string): number {
    return this.#note(name, () => super.u16());
  }

  override u24(name?: string): number {
    return this.#note(name, () => super.u24());
  }

  override i16(name?: string): number {
    return this.#note(name, () => super.i16());
  }

  override i32(name?: string): number {
    return this.#note(name, () => super.i32());
  }

  override u32(name?: string): number {
    return this.#note(name, () => super.u32());
  }

  override u64(name?: string): bigint {
    return this.#note(name, () => super.u64());
  }

  override i64(name?: string): bigint {
    return this.#note(name, () => super.i64());
  }

  override f32(name?: string): number {
    return this.#note(name, () => super.f32());
  }

  override f64(name?: string): number {
    return this.#note(name, () => super.f64());
  }

  override take(count: number, name?: string): Uint8Array {
    return this.#note(name, () => super.take(count));
  }

  override rest(name?: string): Uint8Array {
    return this.#note(name, () => super.rest());
  }

  override skip(count: number, name?: string): void {
    this.#note(name, () => {
      super.skip(count);
    });
  }

  override length(name = 'length'): number {
    return this.#note(name, () => super.length());
  }

  override octets(name?: string): Uint8Array {
    // What is read without tags needs the name for its length: where it is 0, nothing else shows the field.
    const length = name === undefined || name === VALUE ? undefined : `length of ${name}`;
    return this.take(this.length(length), name);
  }

  override part(count: number): ByteReader {
    const { offset, end } = super.part(count);
    return new NotingReader(this.bytes, this.#notes, offset, end);
  }

  override open(name: string): void {
    this.#notes.open(name, this.offset);
  }

  override close(value: unknown, name?: string): void {
    this.#notes.close(this.offset, value, name);
  }

  #note<T>(name: string | undefined, read: () => T): T {
    if (this.#within) return read();
    const start = this.offset;
    this.#within = true;
    try {
      const value = read();
      this.#notes.leaf(name ?? UNNAMED, start, this.offset, value);
      return value;
    } finally {
      this.#within = false;
    }
  }
}
