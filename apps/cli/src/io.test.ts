import { expect, it } from 'vitest';
import { columnsOf } from './io.js';

it('a terminal that does not know its width is taken for one of 80 columns, not for one that shows nothing', () => {
  expect(columnsOf({ columns: 0 })).toBe(80);
  expect(columnsOf({})).toBe(80);
  expect(columnsOf({ columns: 40 })).toBe(40);
});
