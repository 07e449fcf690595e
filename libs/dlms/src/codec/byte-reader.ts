import { DecodeError } from '../errors.js';

/** Bit 8 of the first length octet: the length itself follows in as many octets as the low bits say. */
const LONG_LENGTH = 0x80;
const MAX_LENGTH_OCTETS = 4;

/**
 * Reads octets front to back; the one place that indexes raw received octets. Never reads past its end: that is
 * `apdu.truncated`. Octet strings come out as views.
 *
 * What is read may be given its name in the Green Book. Nothing is done with names here; a reader that explains what it
 * reads (`NotingReader`) keeps them, so that no grammar has to be written down a second time.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Index of the next octet in `bytes`; what errors name as their place. */
  offset: number;
  /** Index behind the last octet that may be read. */
  readonly end: number;
  #view: DataView | undefined;

  /** @param end index behind the last octet to read, the whole array by default */
  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  /** Octets not read yet. */
  get remaining(): number {
    return this.end - this.offset;
  }

  /** The next octet, which stays unread; -1 at the end. */
  peek(): number {
    return this.offset < this.end ? (this.bytes[this.offset] ?? -1) : -1;
  }

  u8(name?: string): number;
  u8(): number {
    this.need(1);
    return octetAt(this.bytes, this.offset++);
  }

  i8(name?: string): number;
  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(name?: string): number;
  u16(): number {
    this.need(2);
    const { offset } = this;
    this.offset = offset + 2;
    return (octetAt(this.bytes, offset) << 8) | octetAt(this.bytes, offset + 1);
  }

  u24(name?: string): number;
  u24(): number {
    this.need(3);
    const { offset } = this;
    this.offset = offset + 3;
    return (
      (octetAt(this.bytes, offset) << 16) |
      (octetAt(this.bytes, offset + 1) << 8) |
      octetAt(this.bytes, offset + 2)
    );
  }

  i16(name?: string): number;
  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  i32(name?: string): number;
  i32(): number {
    this.need(4);
    const { offset } = this;
    this.offset = offset + 4;
    return (
      (octetAt(this.bytes, offset) << 24) |
      (octetAt(this.bytes, offset + 1) << 16) |
      (octetAt(this.bytes, offset + 2) << 8) |
      octetAt(this.bytes, offset + 3)
    );
  }

  u32(name?: string): number;
  u32(): number {
    return this.i32() >>> 0;
  }

  u64(name?: string): bigint;
  u64(): bigint {
    this.need(8);
    const high = this.u32();
    return (BigInt(high) << 32n) | BigInt(this.u32());
  }

  i64(name?: string): bigint;
  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }

  f32(name?: string): number;
  f32(): number {
    this.need(4);
    const value = this.#dataView().getFloat32(this.offset);
    this.offset += 4;
    return value;
  }

  f64(name?: string): number;
  f64(): number {
    this.need(8);
    const value = this.#dataView().getFloat64(this.offset);
    this.offset += 8;
    return value;
  }

  /** The next `count` octets as a view. */
  take(count: number, name?: string): Uint8Array;
  take(count: number): Uint8Array {
    this.need(count);
    const start = this.offset;
    this.offset = start + count;
    return this.bytes.subarray(start, this.offset);
  }

  /** A view of all that is left, which is read with it. */
  rest(name?: string): Uint8Array;
  rest(): Uint8Array {
    return this.take(this.remaining);
  }

  skip(count: number, name?: string): void;
  skip(count: number): void {
    this.need(count);
    this.offset += count;
  }

  /**
   * A-XDR length or count (Green Book 9.5, IEC 61334-6): one octet below 128, else the number of length octets and
   * they themselves. A longer form than needed is valid: meters send `82 00 e7`.
   *
   * @throws DecodeError `apdu.length` on more than four length octets
   */
  length(name?: string): number;
  length(): number {
    const first = this.u8();
    if (first < LONG_LENGTH) return first;
    const octets = first & ~LONG_LENGTH;
    if (octets === 0 || octets > MAX_LENGTH_OCTETS)
      throw new DecodeError(
        'apdu.length',
        `a length in ${octets} octets, 1 to ${MAX_LENGTH_OCTETS} are allowed`,
        this.offset - 1,
      );
    this.need(octets);
    let length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + octetAt(this.bytes, this.offset++);
    return length;
  }

  /** An octet string with its length before it, as a view. */
  octets(name?: string): Uint8Array;
  octets(): Uint8Array {
    return this.take(this.length());
  }

  /** A reader of the next `count` octets, which this one goes on behind. */
  part(count: number): ByteReader {
    this.need(count);
    const start = this.offset;
    this.offset = start + count;
    return new ByteReader(this.bytes, start, this.offset);
  }

  /** What is read up to `close` is one thing that has parts. */
  open(name: string): void;
  open(): void {
    // For readers that keep notes.
  }

  /** Ends what `open` began. @param value what was read @param name a better name than `open` could give */
  close(value: unknown, name?: string): void;
  close(): void {
    // For readers that keep notes.
  }

  /** Throws `apdu.truncated` unless `count` more octets are there. */
  need(count: number): void {
    if (count > this.end - this.offset)
      throw new DecodeError(
        'apdu.truncated',
        `${count} octets are needed here, ${this.end - this.offset} are left`,
        this.offset,
      );
  }

  #dataView(): DataView {
    return (this.#view ??= new DataView(
      this.bytes.buffer,
      this.bytes.byteOffset,
      this.bytes.byteLength,
    ));
  }
}

/** `need` has checked the bound; the fallback only satisfies the compiler. */
function octetAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
