import { ByteReader } from '../codec/byte-reader.js';
import { LeniencyUse } from '../leniency.js';

/** Where something that was read stands. */
export interface Place {
  /** Index of its first octet; of a `Data`, the tag. */
  readonly start: number;
  /** Index of its contents: behind the tag, and behind the length where it has one. */
  readonly contents: number;
  /** Index behind its last octet. */
  readonly end: number;
}

/** Places by what was read. */
export type Places = ReadonlyMap<unknown, Place>;

/** A reader that notes where each thing stands, for the readers of the protocol to be asked instead of a second grammar. */
class PlacingReader extends ByteReader {
  readonly #places: Map<unknown, Place>;
  readonly #open: number[] = [];
  #taken = 0;

  constructor(bytes: Uint8Array, places: Map<unknown, Place>) {
    super(bytes);
    this.#places = places;
  }

  override take(count: number): Uint8Array {
    this.#taken = this.offset;
    return super.take(count);
  }

  override open(): void {
    this.#open.push(this.offset);
  }

  override close(value: unknown): void {
    const start = this.#open.pop() ?? 0;
    const contents = Math.max(this.#taken, start + 1);
    this.#places.set(value, { start, contents, end: this.offset });
  }
}

/** Reads an APDU as any other `LeniencyUse` does, and keeps the places. */
export class PlacingUse extends LeniencyUse {
  readonly #places = new Map<unknown, Place>();

  get places(): Places {
    return this.#places;
  }

  override reader(bytes: Uint8Array): ByteReader {
    return new PlacingReader(bytes, this.#places);
  }
}
