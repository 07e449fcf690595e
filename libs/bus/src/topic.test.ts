import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesTopic } from './topic.js';

/** The rule of AMQP written down naively. */
function naive(pattern: readonly string[], words: readonly string[]): boolean {
  const [p, ...rest] = pattern;
  if (p === undefined) return words.length === 0;
  if (p === '#') return naive(rest, words) || (words.length > 0 && naive(pattern, words.slice(1)));
  const [w, ...others] = words;
  return w !== undefined && (p === '*' || p === w) && naive(rest, others);
}

describe('a topic pattern', () => {
  it.each([
    ['#', 'anything.at.all', true],
    ['a.*', 'a.b', true],
    ['a.*', 'a', false],
    ['a.*', 'a.b.c', false],
    ['a.#', 'a', true],
    ['a.#.d', 'a.b.c.d', true],
    ['#.d', 'a.d.d', true],
    ['a.b', 'a.b', true],
    ['a.b', 'a.c', false],
  ])('%s on %s: %s', (pattern, key, expected) => {
    expect(matchesTopic(pattern, key)).toBe(expected);
  });

  it('agrees with the rule written down naively', () => {
    const words = (...alphabet: string[]) =>
      fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(words('a', 'b', '*', '#'), words('a', 'b'), (pattern, key) => {
        expect(matchesTopic(pattern.join('.'), key.join('.'))).toBe(naive(pattern, key));
      }),
      { numRuns: 500 },
    );
  });
});
