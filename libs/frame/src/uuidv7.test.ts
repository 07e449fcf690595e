import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUuid, timeOfUuid, uuidv7 } from './index.js';

const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

test('the example of RFC 9562 (appendix A.6) comes out', () => {
  const octets = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(uuidv7(0x017f22e279b0, octets)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('an id tells its time and has the form, version and variant of a UUIDv7', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), random, (now, octets) => {
      const id = uuidv7(now, octets);
      expect(timeOfUuid(id)).toBe(now);
      expect(isUuid(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect('89ab').toContain(id[19]);
    }),
  );
});

test('later ids sort behind earlier ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), random, random, (now, a, b) => {
      expect(uuidv7(now, a) < uuidv7(now + 1, b)).toBe(true);
    }),
  );
});
