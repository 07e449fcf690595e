import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame } from './create-framer.js';
import { wholeWrapper } from './whole-wrapper.js';
import { writeWrapper } from './wrapper.js';

const options = { maxApduLength: 40 };
const ports = { sourcePort: 1, destinationPort: 16 };

describe('a whole WRAPPER frame', () => {
  it('gives the APDU that a framer finds in it, and nothing where the framer finds none or has more to do', () => {
    const octets = fc.uint8Array({ maxLength: 50 });
    const frame = octets.map((apdu) => writeWrapper(apdu, ports));
    const damaged = fc.tuple(frame, fc.nat(7), fc.nat(255)).map(([wire, at, octet]) => {
      const changed = wire.slice();
      changed[at] = octet;
      return changed;
    });
    fc.assert(
      fc.property(fc.oneof(octets, frame, damaged), (wire) => {
        const apdu = wholeWrapper(wire, options.maxApduLength);
        if (apdu !== undefined) expect(apdu).toEqual(readFrame('WRAPPER', wire, options).apdu);
      }),
    );
  });

  it('of an APDU that may be that long is known without a framer', () => {
    const apdu = Uint8Array.of(0x0f, 1, 2, 3);
    const wire = writeWrapper(apdu, ports);
    expect(wholeWrapper(wire, 4)).toEqual(apdu);
    expect(wholeWrapper(wire, 3)).toBeUndefined();
    expect(wholeWrapper(Uint8Array.of(...wire, 0), 10)).toBeUndefined();
    expect(wholeWrapper(wire.subarray(0, -1), 10)).toBeUndefined();
    expect(wholeWrapper(writeWrapper(Uint8Array.of(0xe0, 1), ports), 10)).toBeUndefined();
  });
});
