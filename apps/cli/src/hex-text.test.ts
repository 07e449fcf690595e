import { describe, expect, it } from 'vitest';
import { isHex, readHex, readHexLines } from './hex-text.js';

describe('hex text', () => {
  it('is read in either case, with white space, line ends and comments ignored', () => {
    expect(readHex('7E a0\r\n\t0F # the header\n7e')).toEqual(
      Uint8Array.of(0x7e, 0xa0, 0x0f, 0x7e),
    );
    expect(readHexLines('# two frames\n7E A0\n\n  0f0F # and\r\n')).toEqual([
      Uint8Array.of(0x7e, 0xa0),
      Uint8Array.of(0x0f, 0x0f),
    ]);
  });

  it('may be cut inside an octet when it is read as one piece', () => {
    expect(readHex('7\nE')).toEqual(Uint8Array.of(0x7e));
  });

  it.each([
    ['7e\n7x', 'line 2: "x" is no hex digit'],
    ['7e7', 'an odd number of hex digits'],
    ['# nothing\n', 'there is no octet in it'],
  ])('is refused where it is none: %j', (text, reason) => {
    expect(() => readHex(text)).toThrow(reason);
  });

  it.each([
    ['7e\n7e7', 'line 2: an odd number of hex digits'],
    ['7e\n\ng0', 'line 3: "g" is no hex digit'],
    ['\n#\n', 'there is no frame in it'],
  ])('with a frame a line is refused with the line: %j', (text, reason) => {
    expect(() => readHexLines(text)).toThrow(reason);
  });

  it('is told from the name of a file', () => {
    expect(isHex('7e A0')).toBe(true);
    expect(isHex('./7ea0')).toBe(false);
    expect(isHex('frames.txt')).toBe(false);
    expect(isHex('  ')).toBe(false);
  });
});
