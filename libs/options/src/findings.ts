import type { Node } from 'jsonc-parser';
import type { Problem } from './problem.js';

/** Gathers problems and warnings while a configuration is read, and knows their places in the text. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #lineStarts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      starts.push(at + 1);
    this.#lineStarts = starts;
  }

  /** @param path section, then options */
  problem(path: readonly (string | number)[], message: string, at?: Node | number): void {
    this.problems.push(this.#located(path, message, at));
  }

  warning(path: readonly (string | number)[], message: string, at?: Node | number): void {
    this.warnings.push(this.#located(path, message, at));
  }

  #located(path: readonly (string | number)[], message: string, at?: Node | number): Problem {
    const [section = '', ...option] = path;
    const located = { section: String(section), option: option.join('.'), message };
    if (at === undefined) return located;
    return { ...located, ...this.#position(typeof at === 'number' ? at : at.offset) };
  }

  #position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}
