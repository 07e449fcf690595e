import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { Fuzzer } from './fuzzer.js';
import { mutate } from './mutate.js';
import { SeededRandom } from './random.js';

const FRAMES = 10_000;

test.each([1, randomInt(2 ** 31)])(
  'mutated frames of seed %i end in values or in a typed refusal, however they are read',
  (seed) => {
    const fuzzer = new Fuzzer(seed);
    for (let n = 0; n < FRAMES; n++) fuzzer.run(n);
    expect(fuzzer.outcomes.get('readings')).toBeGreaterThan(0);
    expect(fuzzer.outcomes.size).toBeGreaterThan(20);
  },
  60_000,
);

test('a frame follows from the seed and its number', () => {
  const octets = Uint8Array.from({ length: 40 }, (_, i) => i);
  const make = (seed: number): Uint8Array[] =>
    Array.from({ length: 50 }, (_, n) => mutate(octets, [octets], new SeededRandom(seed + n)));
  expect(make(7)).toEqual(make(7));
  expect(make(7)).not.toEqual(make(8));
});
