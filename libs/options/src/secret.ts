/**
 * A value that must not be seen: a key or a password. It shows as `[secret]` wherever an object is printed, logged or
 * made into JSON; the value comes out by `reveal()` alone.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself, at the place where it is used. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
