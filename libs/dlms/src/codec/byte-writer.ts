const FIRST_CAPACITY = 128;
const LONGEST_SHORT_LENGTH = 0x7f;

/** Writes octets front to back. Grows by doubling; with the right `capacity` there is one allocation. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;
  #view: DataView | undefined;

  /** @param capacity octets to reserve; exact or generous saves growing */
  constructor(capacity = FIRST_CAPACITY) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Octets written so far. */
  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#grow(2);
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
  }

  u32(value: number): void {
    this.#grow(4);
    this.#bytes[this.#length++] = value >>> 24;
    this.#bytes[this.#length++] = value >>> 16;
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
  }

  /** Writes over four octets that stand already: a length known only behind what it counts. */
  u32At(index: number, value: number): void {
    if (index + 4 > this.#length)
      throw new RangeError('u32At writes over octets that stand already');
    this.#dataView().setUint32(index, value);
  }

  u64(value: bigint): void {
    this.u32(Number(BigInt.asUintN(32, value >> 32n)));
    this.u32(Number(BigInt.asUintN(32, value)));
  }

  f32(value: number): void {
    this.#grow(4);
    this.#dataView().setFloat32(this.#length, value);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#grow(8);
    this.#dataView().setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Octets as they are, without a length. */
  bytes(value: Uint8Array): void {
    this.#grow(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A-XDR length or count in its shortest form. */
  lengthOf(value: number): void {
    if (value <= LONGEST_SHORT_LENGTH) {
      this.u8(value);
    } else if (value <= 0xff) {
      this.u8(0x81);
      this.u8(value);
    } else if (value <= 0xffff) {
      this.u8(0x82);
      this.u16(value);
    } else if (value <= 0xff_ffff) {
      this.u8(0x83);
      this.u8(value >>> 16);
      this.u16(value);
    } else {
      this.u8(0x84);
      this.u32(value);
    }
  }

  /** An octet string with its length before it. */
  octets(value: Uint8Array): void {
    this.lengthOf(value.length);
    this.bytes(value);
  }

  /** What was written; a view where the capacity was exact, which later writing does not change. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = undefined;
  }

  #dataView(): DataView {
    return (this.#view ??= new DataView(this.#bytes.buffer));
  }
}
