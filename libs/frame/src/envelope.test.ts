import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  EnvelopeError,
  type Frame,
  MAX_FRAMES_IN_ENVELOPE,
  type RefusedFrame,
  countFrames,
  decodeFrames,
  decodeRefusedFrames,
  encodeFrames,
  encodeRefusedFrames,
  envelopeSizeOf,
  uuidv7,
} from './index.js';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const port = fc.integer({ min: 0, max: 0xffff });
const text = fc.string({ maxLength: 12, unit: 'grapheme' });

const frame = (receptor: fc.Arbitrary<string>): fc.Arbitrary<Frame> =>
  fc.record({
    id: fc
      .tuple(time, fc.uint8Array({ minLength: 10, maxLength: 10 }))
      .map(([now, random]) => uuidv7(now, random)),
    receptor,
    gatewayProcess: text,
    connectionId: text,
    transport: fc.constantFrom('tcp', 'tls', 'udp', 'loopback'),
    remoteAddress: text,
    remotePort: port,
    localPort: port,
    receivedAt: time,
    interfaceType: fc.constantFrom('HDLC', 'WRAPPER', 'WiredMBus', 'PDU'),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });

const refused: fc.Arbitrary<RefusedFrame> = fc.record(
  {
    frame: frame(text),
    refusal: fc.record({
      code: fc.constant('link.fcs'),
      message: text,
      layer: fc.constant('link' as const),
      offset: fc.option(fc.integer({ min: 0, max: 70_000 })),
    }),
    systemTitle: fc.constantFrom('4c475a0000bc614e'),
  },
  { requiredKeys: ['frame', 'refusal'] },
);

const batch = text.chain((name) =>
  fc.array(frame(fc.constant(name)), { minLength: 1, maxLength: 5 }),
);

test('frames come out of an envelope as they went in', () => {
  fc.assert(
    fc.property(batch, (frames) => {
      const bytes = encodeFrames(frames);
      expect(decodeFrames(bytes)).toEqual(frames);
      expect(countFrames(bytes)).toBe(frames.length);
    }),
  );
});

test('refused frames come out of an envelope as they went in', () => {
  fc.assert(
    fc.property(fc.array(refused, { minLength: 1, maxLength: 5 }), (items) => {
      expect(decodeRefusedFrames(encodeRefusedFrames(items))).toEqual(items);
    }),
  );
});

test('an envelope cut anywhere is refused with a typed error', () => {
  fc.assert(
    fc.property(batch, fc.nat(), (frames, cut) => {
      const bytes = encodeFrames(frames);
      expect(() => decodeFrames(bytes.subarray(0, cut % bytes.length))).toThrow(EnvelopeError);
    }),
  );
});

test('any octets are read or refused with a typed error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      const bytes = Uint8Array.from([1, 0, 1, ...octets]);
      for (const read of [decodeFrames, decodeRefusedFrames]) {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(EnvelopeError);
        }
      }
    }),
  );
});

test('an envelope of a later version is refused by its version', () => {
  expect(() => decodeFrames(Uint8Array.of(2, 0, 1))).toThrow(
    expect.objectContaining({ code: 'envelope.version' }) as Error,
  );
});

test('a writer refuses frames of two receptors, none, and more than an envelope holds', () => {
  const [sample] = fc.sample(frame(fc.constant('a')), 1);
  if (sample === undefined) throw new Error('no sample');
  const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
  expect(() => encodeFrames([sample, { ...sample, receptor: 'b' }])).toThrow(
    code('envelope.mixed-receptors'),
  );
  expect(() => encodeFrames([])).toThrow(code('envelope.too-many'));
  const many = Array.from({ length: MAX_FRAMES_IN_ENVELOPE + 1 }, () => sample);
  expect(() => encodeFrames(many)).toThrow(code('envelope.too-many'));
});

test('the size announced for a frame is never too small', () => {
  fc.assert(
    fc.property(frame(text), (item) => {
      expect(encodeFrames([item]).length).toBeLessThanOrEqual(envelopeSizeOf(item) + 3);
    }),
  );
});
