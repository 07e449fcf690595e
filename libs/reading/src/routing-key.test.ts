import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routingKey } from './index.js';

const parts = (gatewayId: string, measure = 'Energy') => ({
  gatewayId,
  measure,
  deviceType: 'DlmsPushServer',
  deviceName: 'Meters',
});

describe('a routing key', () => {
  it('has the measure in upper case, and _ for what has a meaning in topics', () => {
    expect(routingKey(parts('a.b*c#d e\u0007', '1.0.1.8.0.255'))).toBe(
      'a_b_c_d_e_.1_0_1_8_0_255:DlmsPushServer|Meters',
    );
  });

  it('shortens long parts to a beginning and a hash, so that different ones stay different', () => {
    const one = routingKey(parts('x'.repeat(300)));
    const other = routingKey(parts(`${'x'.repeat(299)}y`));
    expect(one).toMatch(/^x{43}~[0-9a-f]{16}\.ENERGY:DlmsPushServer\|Meters$/u);
    expect(other).not.toBe(one);
  });

  it('never has more than 255 octets, and always two words', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(text, text, text, text, (gatewayId, measure, deviceType, deviceName) => {
        const key = routingKey({ gatewayId, measure, deviceType, deviceName });
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(255);
        expect(key.split('.')).toHaveLength(2);
      }),
    );
  });
});
