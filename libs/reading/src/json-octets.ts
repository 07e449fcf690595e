/** Octets of memory that are asked for at once. */
const PIECE = 65_536;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** Numbers that a double tells from all their neighbours in decimal: up to 15 digits. */
const LARGEST_EXACT = 1e15;
const MOST_DECIMALS = 3;
/** Up to here numbers are divided as 32-bit integers. */
const LARGEST_SMALL = 0x7fff_ffff;
/** Any number as JSON fits in. */
const NUMBER_OCTETS = 32;

/** 0 for the characters that stand in JSON as they are, each in one octet. */
const MUST_LOOK = Uint8Array.from({ length: 256 }, (_, unit) =>
  unit >= FIRST_PRINTABLE && unit <= LAST_PRINTABLE && unit !== QUOTE && unit !== BACKSLASH ? 0 : 1,
);

/**
 * JSON text on its way, as the octets of its UTF-8. What it writes is what `JSON.stringify` gives. Texts stand one behind
 * the other in large pieces of memory, and are given out as views of them: nothing is copied, and a piece lives as long
 * as one of its texts.
 */
export class JsonOctets {
  #octets = new Uint8Array(PIECE);
  /** Where the text that is being written begins, and its end so far. */
  #start = 0;
  #end = 0;

  /** Octets of the text so far. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** What was written of this text behind its first `from` octets; stays as it is when more is written. */
  since(from: number): Uint8Array {
    return this.#octets.subarray(this.#start + from, this.#end);
  }

  /** Ends the text, and gives it. */
  take(): Uint8Array {
    const text = this.since(0);
    this.#start = this.#end;
    return text;
  }

  /** Octets that are JSON already. */
  octets(octets: Uint8Array): void {
    if (this.#end + octets.length > this.#octets.length) this.#grow(octets.length);
    this.#octets.set(octets, this.#end);
    this.#end += octets.length;
  }

  /** Text that is JSON already. */
  json(text: string): void {
    if (this.#end + text.length * 3 > this.#octets.length) this.#grow(text.length * 3);
    const octets = this.#octets;
    let at = this.#end;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > LAST_PRINTABLE) {
        this.#end = at;
        this.#beyondAscii(text, i);
        return;
      }
      octets[at++] = unit;
    }
    this.#end = at;
  }

  /** A text in quotes. */
  text(text: string): void {
    const { length } = text;
    if (this.#end + length + 2 > this.#octets.length) this.#grow(length + 2);
    const octets = this.#octets;
    let at = this.#end;
    octets[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (MUST_LOOK[unit] !== 0) {
        // Rare: `JSON.stringify` knows how.
        this.json(JSON.stringify(text));
        return;
      }
      octets[at++] = unit;
    }
    octets[at++] = QUOTE;
    this.#end = at;
  }

  /** A number, or null. */
  number(value: number | null): void {
    if (value === null) {
      this.json('null');
      return;
    }
    let scale = 1;
    for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
      const whole = Math.round(value * scale);
      // The fewest decimals that give the very number are those that JavaScript writes.
      if (whole / scale === value && Math.abs(whole) < LARGEST_EXACT) {
        this.#decimal(whole, decimals);
        return;
      }
      scale *= 10;
    }
    this.json(JSON.stringify(value));
  }

  #decimal(whole: number, decimals: number): void {
    if (this.#end + NUMBER_OCTETS > this.#octets.length) this.#grow(NUMBER_OCTETS);
    const octets = this.#octets;
    let rest = Math.abs(whole);
    let digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    digits = Math.max(digits, decimals + 1);
    if (whole < 0) octets[this.#end++] = MINUS;
    const end = this.#end + digits + (decimals > 0 ? 1 : 0);
    this.#end = end;
    let at = end;
    let left = digits;
    const point = decimals > 0 ? digits - decimals : 0;
    for (; rest > LARGEST_SMALL; left--) {
      if (left === point) octets[--at] = POINT;
      const tenth = Math.floor(rest / 10);
      octets[--at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    let small = rest | 0;
    for (; left > 0; left--) {
      if (left === point) octets[--at] = POINT;
      const tenth = (small / 10) | 0;
      octets[--at] = ZERO + small - tenth * 10;
      small = tenth;
    }
  }

  /** The rest of a text from `start` on, for which there is room. */
  #beyondAscii(text: string, start: number): void {
    const octets = this.#octets;
    let at = this.#end;
    for (let i = start; i < text.length; i++) {
      const code = text.codePointAt(i) ?? 0;
      if (code < 0x80) {
        octets[at++] = code;
      } else if (code < 0x800) {
        octets[at++] = 0xc0 | (code >> 6);
        octets[at++] = 0x80 | (code & 0x3f);
      } else {
        if (code < 0x1_0000) {
          octets[at++] = 0xe0 | (code >> 12);
        } else {
          octets[at++] = 0xf0 | (code >> 18);
          octets[at++] = 0x80 | ((code >> 12) & 0x3f);
          i += 1;
        }
        octets[at++] = 0x80 | ((code >> 6) & 0x3f);
        octets[at++] = 0x80 | (code & 0x3f);
      }
    }
    this.#end = at;
  }

  /** Goes on in a new piece. */
  #grow(more: number): void {
    const begun = this.since(0);
    const larger = new Uint8Array(Math.max(PIECE, (begun.length + more) * 2));
    larger.set(begun);
    this.#octets = larger;
    this.#start = 0;
    this.#end = begun.length;
  }
}
