import { expect, test } from 'vitest';
import { DEFAULT_LENIENCIES, LENIENCIES, LeniencyUse, NO_LENIENCIES } from './leniency.js';

test('what could hide a fault of another kind is off until asked for', () => {
  expect(DEFAULT_LENIENCIES.has('trailing-padding')).toBe(false);
  expect(DEFAULT_LENIENCIES.has('sagemcom-xt211-descriptors')).toBe(false);
  expect(DEFAULT_LENIENCIES.has('kaifa-date-time-tag')).toBe(true);
  expect(NO_LENIENCIES.size).toBe(0);
});

test('every leniency is described in a sentence', () => {
  for (const { description } of Object.values(LENIENCIES))
    expect(description).toMatch(/^[A-Z].*\.$/);
});

test('a use is noted once, and only where it is allowed', () => {
  const leniency = new LeniencyUse();
  expect(leniency.use('trailing-padding')).toBe(false);
  expect(leniency.use('leading-zeros')).toBe(true);
  expect(leniency.use('leading-zeros')).toBe(true);
  expect(leniency.used).toEqual(['leading-zeros']);
});
