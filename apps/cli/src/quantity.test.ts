import { describe, expect, it } from 'vitest';
import { durationText, sizeText } from './quantity.js';

describe('quantities', () => {
  it.each([
    [0, '0 octets'],
    [1023, '1023 octets'],
    [1536, '1.5 KiB'],
    [200 * 1024 ** 2, '200 MiB'],
    [1024 ** 5, '1024 TiB'],
  ])('%d octets are %s', (octets, text) => {
    expect(sizeText(octets)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [5_400, '1 h 30 min'],
    [90_061, '1 d 1 h'],
    [86_400 * 1_000, '1,000 d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
