const FIRST_SIZE = 4096;
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
/** Any number as JSON fits in. */
const NUMBER_OCTETS = 32;

/** JSON text on its way, as the octets of its UTF-8. What it writes is what `JSON.stringify` gives. */
export class JsonOctets {
  #octets = new Uint8Array(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written since `start`. */
  copy(start = 0): Uint8Array {
    return this.#octets.slice(start, this.#length);
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  /** Octets that are JSON already. */
  octets(octets: Uint8Array): void {
    this.#reserve(octets.length);
    this.#octets.set(octets, this.#length);
    this.#length += octets.length;
  }

  /** Text that is JSON already. */
  json(text: string): void {
    this.#reserve(text.length * 3);
    const octets = this.#octets;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > LAST_PRINTABLE) {
        this.#length = at;
        this.#beyondAscii(text, i);
        return;
      }
      octets[at++] = unit;
    }
    this.#length = at;
  }

  /** A text in quotes. */
  text(text: string): void {
    this.#reserve(text.length + 2);
    const octets = this.#octets;
    let at = this.#length;
    octets[at++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < FIRST_PRINTABLE || unit > LAST_PRINTABLE || unit === QUOTE || unit === BACKSLASH) {
        // Rare: `JSON.stringify` knows how.
        this.json(JSON.stringify(text));
        return;
      }
      octets[at++] = unit;
    }
    octets[at++] = QUOTE;
    this.#length = at;
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
    this.#reserve(NUMBER_OCTETS);
    const octets = this.#octets;
    let rest = Math.abs(whole);
    let digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    digits = Math.max(digits, decimals + 1);
    if (whole < 0) octets[this.#length++] = MINUS;
    const end = this.#length + digits + (decimals > 0 ? 1 : 0);
    let at = end;
    for (let i = 0; i < digits; i++) {
      if (i === decimals && decimals > 0) octets[--at] = POINT;
      const tenth = Math.floor(rest / 10);
      octets[--at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#length = end;
  }

  /** The rest of a text from `start` on, of which `#reserve` knows. */
  #beyondAscii(text: string, start: number): void {
    const octets = this.#octets;
    let at = this.#length;
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
    this.#length = at;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#octets.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#octets.length * 2));
    larger.set(this.#octets.subarray(0, this.#length));
    this.#octets = larger;
  }
}
