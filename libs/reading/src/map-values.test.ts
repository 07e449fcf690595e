import type { Data } from '@dlms-telemetry/dlms';
import { describe, expect, it } from 'vitest';
import type { TransformStep } from './index.js';
import {
  u32,
  text,
  octets,
  structure,
  section,
  map,
  onlyReading,
  type MapOptions,
} from './test-mapping.js';

describe('values', () => {
  const value = (data: Data, options: MapOptions = {}, steps: TransformStep[] = []) =>
    onlyReading(
      map(
        { body: structure(data) },
        { section: section({ A: { PushProfileSequenceId: 0, ...options } }, { steps }) },
      ),
    );

  it('of 64 bits keep their exact text', () => {
    const data: Data = { type: 'long64-unsigned', value: 18446744073709551615n };
    expect(value(data)).toMatchObject({ Value: 18446744073709552000, Raw: '18446744073709551615' });
  });

  it('that are texts have no number, booleans are 0 and 1, floats print as they were meant', () => {
    expect(value(text('MA304\u0000'))).toMatchObject({ Value: null, Raw: 'MA304' });
    expect(value(octets('4b464d'))).toMatchObject({ Value: null, Raw: 'KFM' });
    expect(value(octets('0001'))).toMatchObject({ Value: null, Raw: '0001' });
    expect(value(octets('07e504190715052a00ff8880'))).toMatchObject({
      Raw: '2021-04-25T19:05:42.000Z',
    });
    expect(value({ type: 'boolean', value: true })).toMatchObject({ Value: 1 });
    expect(value({ type: 'float32', value: Math.fround(230.1) }).Value).toBe(230.1);
    expect(value({ type: 'float64', value: NaN })).toMatchObject({ Value: null, Raw: 'NaN' });
    expect(value({ type: 'bit-string', value: '101' })).toMatchObject({ Value: null, Raw: '101' });
  });

  it('are turned into the DataType', () => {
    expect(value(text('16820005'), { DataType: 'int' })).toMatchObject({ Value: 16820005 });
    expect(value(u32(2345), { DataType: 'int', Scaler: -3 })).toMatchObject({ Value: 2 });
    expect(value(u32(2), { DataType: 'bool' })).toMatchObject({ Value: 1 });
    expect(value(u32(2), { DataType: 'string' })).toMatchObject({ Value: null, Raw: '2' });
    expect(value(text('n/a'), { DataType: 'double' })).toMatchObject({ Value: null, Raw: 'n/a' });
    expect(value(u32(1_700_000_000), { DataType: 'DateTime' })).toMatchObject({
      Value: null,
      Raw: '2023-11-14T22:13:20.000Z',
    });
  });

  it('go through the steps of a transform set in order', () => {
    const through = (data: Data, ...steps: TransformStep[]) =>
      value(data, { TransformSetId: 'steps' }, steps);
    expect(through(u32(862055), { multiply: 0.001 }).Value).toBe(862.055);
    expect(through(u32(29345), { multiply: 0.01 }, { add: -273.15 }, { round: 1 }).Value).toBe(
      20.3,
    );
    expect(through(u32(120), { clamp: { min: 0, max: 100 } }).Value).toBe(100);
    expect(through(u32(2), { map: { 1: 'low', 2: 'high' } })).toMatchObject({
      Value: null,
      Raw: 'high',
    });
    expect(through(u32(3), { map: { 1: 'low' }, otherwise: -1 }).Value).toBe(-1);
    expect(through(u32(3), { map: { 1: 'low' } }).Value).toBe(3);
    expect(through(u32(0b1101000), { bits: { from: 3, count: 2 } }).Value).toBe(1);
    expect(
      through({ type: 'bit-string', value: '0110' }, { bits: { from: 1, count: 2 } }).Value,
    ).toBe(3);
    expect(
      through({ type: 'long64-unsigned', value: 1n << 63n }, { bits: { from: 63 } }).Value,
    ).toBe(1);
    expect(through(text('00123 kWh'), { match: '^0*(\\d+)' }, { multiply: 2 }).Value).toBe(246);
    expect(through(text('a-b'), { match: '-', replace: '_' }).Raw).toBe('a_b');
    expect(through(text('x'), { multiply: 2 }).Raw).toBe('x');
  });
});
