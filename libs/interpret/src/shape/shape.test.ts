import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf } from '../test-vectors.js';
import { PLAINS, READERS } from '../test-plain-vectors.js';

describe.each(READERS)('with $name', ({ receptor, fast, slow }) => {
  it('a shape gives what parsing gives, of every vector', () => {
    const interpreter = fast();
    const oracle = slow();
    for (const plain of PLAINS) {
      const frame = frameOf(plain, 'PDU', receptor);
      const parsed = oracle.interpret(frame);
      for (let i = 0; i < 3; i++) expect(interpreter.interpret(frame)).toStrictEqual(parsed);
    }
  });

  it('a shape gives what parsing gives, of every vector with octets changed, lost and added', () => {
    const interpreter = fast();
    const oracle = slow();
    fc.assert(
      fc.property(mutated, (plains) => {
        for (const plain of plains) {
          const frame = frameOf(plain, 'PDU', receptor);
          expect(interpreter.interpret(frame)).toStrictEqual(oracle.interpret(frame));
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** Octets that mean something in many places. */
const TELLING = [0, 1, 2, 4, 6, 9, 10, 12, 15, 16, 18, 22, 25, 0x7f, 0x80, 0x81, 0xfd, 0xfe, 0xff];

const octet = fc.oneof(fc.constantFrom(...TELLING), fc.nat(255));

const change = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'set', 'insert', 'delete'),
  at: fc.nat(4095),
  octet,
});

/** A vector's plain APDU, and what becomes of it when it is changed step by step. */
const mutated = fc
  .tuple(fc.constantFrom(...PLAINS), fc.array(change, { maxLength: 12 }))
  .map(([plain, changes]) => {
    const plains = [plain];
    for (const { kind, at, octet: value } of changes) {
      const octets = [...(plains.at(-1) ?? [])];
      const place = at % Math.max(octets.length, 1);
      if (kind === 'set') octets[place] = value;
      else octets.splice(place, kind === 'delete' ? 1 : 0, ...(kind === 'insert' ? [value] : []));
      plains.push(Uint8Array.from(octets), Uint8Array.from(octets));
    }
    return plains;
  });
