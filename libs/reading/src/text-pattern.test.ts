import { describe, expect, it } from 'vitest';
import { compilePattern, PatternError } from './text-pattern.js';

describe('a text pattern', () => {
  it.each([
    '^0*(\\d+)$',
    '(\\w+)-(\\d{4})',
    '[A-Z]{3}\\d{13}',
    '^(?:LGZ|ISK)(\\d+)$',
    '(?<serial>\\d+)',
  ])('is let in when its time is bounded: %s', (source) => {
    expect(compilePattern(source)).toBeInstanceOf(RegExp);
  });

  it.each([
    ['(a+)+', 'a repeated group'],
    ['(a|aa)*', 'a repeated group'],
    ['((a?)b)*', 'a repeated group'],
    ['(?:(?:a{2}){50}){50}', 'a repeated group'],
    ['(a)\\1', 'back-references'],
    ['(?<x>a)\\k<x>', 'back-references'],
    ['(?=a)', 'look-around'],
    ['(?<!a)b', 'look-around'],
    [`${'a?'.repeat(50)}${'a'.repeat(50)}`, 'too many parts'],
    [`${'(a|a)'.repeat(30)}b`, 'too many parts'],
    ['.*.*.*.*.*.*x', 'too many parts'],
    ['a{100}', 'at most 64'],
    ['a'.repeat(201), 'at most 200'],
    ['(', 'not a regular expression'],
  ])('is not let in otherwise: %s', (source, reason) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
    expect(() => compilePattern(source)).toThrow(reason);
  });
});
