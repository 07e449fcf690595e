import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TitleTable } from './title-table.js';

/** Titles of few values, so that some are the same, and some have the same number. */
const title = fc
  .array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 8, maxLength: 8 })
  .map((octets) => Uint8Array.from(octets));

describe('a table of system titles', () => {
  it('knows what was set last for each title, as a map of their texts does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(title, fc.nat()), { maxLength: 50 }), title, (pairs, other) => {
        const table = new TitleTable<number>();
        const map = new Map<string, number>();
        for (const [key, value] of pairs) {
          table.set(key, value);
          map.set(key.join(), value);
        }
        for (const key of [...pairs.map(([each]) => each), other]) {
          expect(table.get(key)).toBe(map.get(key.join()));
        }
      }),
    );
  });

  it('tells titles apart that lead to the same number', () => {
    const table = new TitleTable<string>();
    const shuffled = Math.imul(1, 0x9e3779b1);
    const one = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0);
    const other = new Uint8Array(8);
    new DataView(other.buffer).setUint32(0, 1);
    new DataView(other.buffer).setInt32(4, shuffled);
    table.set(one, 'one');
    table.set(other, 'other');
    expect([table.get(one), table.get(other)]).toEqual(['one', 'other']);
  });

  it('knows nothing by a title of another length, and takes none', () => {
    const table = new TitleTable<string>();
    expect(table.get(new Uint8Array(7))).toBeUndefined();
    expect(() => {
      table.set(new Uint8Array(7), '');
    }).toThrow(RangeError);
  });
});
