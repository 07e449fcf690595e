import { expect, test } from 'vitest';
import { DecodeError } from './index.js';

test('an error names the layer that refused', () => {
  expect(new DecodeError('link.fcs', 'FCS is wrong', 12)).toMatchObject({
    layer: 'link',
    offset: 12,
  });
});
