import { describe, expect, it } from 'vitest';
import { factLines, tableLines } from './table.js';

describe('a table for people', () => {
  it('stands in columns, numbers at the right, and leaves empty columns out', () => {
    const columns = [{ title: 'Name' }, { title: 'Nothing' }, { title: 'Value', right: true }];
    expect(
      tableLines(
        columns,
        [
          ['a', '', '1'],
          ['longer', '', '20000'],
        ],
        80,
      ),
    ).toEqual(['  Name    Value', '  a           1', '  longer  20000']);
  });

  it('is never wider than the terminal', () => {
    const lines = tableLines([{ title: 'Text' }], [['x'.repeat(100)]], 20);
    expect(lines.map((line) => line.length)).toEqual([6, 20]);
    expect(lines[1]).toMatch(/…$/);
  });

  it('shows nothing to the terminal that would take command of it', () => {
    const [, row] = tableLines([{ title: 'Text' }], [['\u001b[2J\u202eabc\n']], 80);
    expect(row).toBe('  ·[2J·abc·');
    expect(factLines([['a', '\u0007b']])).toEqual(['  a  ·b']);
  });
});
