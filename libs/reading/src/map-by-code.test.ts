import type { Data } from '@dlms-telemetry/dlms';
import { describe, expect, it } from 'vitest';
import {
  u32,
  text,
  octets,
  structure,
  bytes,
  section,
  map,
  readingsOf,
  onlyReading,
  pairs,
} from './test-mapping.js';

describe('maps by OBIS code', () => {
  it('match exactly or with wildcards, and the attribute where the payload tells it', () => {
    const payload = pairs(
      ['1.0.1.8.1.255', u32(1), { attribute: 2, classId: 3 }],
      ['1.0.1.8.2.255', u32(2), { attribute: 2, classId: 3 }],
      ['1.0.1.8.2.255', u32(9), { attribute: 4, classId: 5 }],
    );
    const maps = section({ Tariff: { ObisCode: '1.0.1.8.*.255' }, Two: { ObisCode: '1.0.1.8.2' } });
    expect(readingsOf(map(payload, { section: maps })).map((r) => [r.Measure, r.Value])).toEqual([
      ['Tariff', 1],
      ['Two', 2],
      ['Tariff', 2],
    ]);
  });

  it("prefer the payload's scaler and unit to the map's", () => {
    const payload = pairs(['1.0.32.7.0.255', u32(2300), { scaler: -1, unit: 35 }]);
    const maps = section({ Voltage: { ObisCode: '1.0.32.7.0.255', Scaler: 3, Unit: 'kV' } });
    expect(onlyReading(map(payload, { section: maps }))).toMatchObject({ Value: 230, Unit: 'V' });
  });

  it('take the Date from a capture time that a push list gives as an attribute of its own', () => {
    const gas = { obis: '0.1.24.2.1.255', classId: 4 };
    const scalerUnit = structure({ type: 'integer', value: -2 }, { type: 'enum', value: 13 });
    const values = [
      { path: [0], data: u32(30545), ...gas, attribute: 2, scaler: -2, unit: 13 },
      { path: [1], data: scalerUnit, ...gas, attribute: 3 },
      {
        path: [2],
        data: octets('07e80101ff0c0000ff000000'),
        ...gas,
        attribute: 5,
      },
    ];
    const body = structure(...values.map(({ data }) => data));
    const wanted = { Value: 305.45, Unit: 'm³', Date: '2024-01-01T12:00:00.000Z' };
    const maps = section({ Gas: { ObisCode: '0.1.24.2.1.255' } });
    expect(onlyReading(map({ body, values }, { section: maps }))).toMatchObject(wanted);
    expect(onlyReading(map({ body, values }))).toMatchObject({
      ...wanted,
      Measure: '0.1.24.2.1.255',
    });
  });

  it('give one reading a row and column of a profile, each with its time and its status', () => {
    const first = bytes('07e80101ff0c0000ff000000');
    const second = bytes('07e80101ff0c0f00ff000000');
    const cell = (row: number, column: number, obis: string, value: number) => ({
      path: [row, column],
      data: u32(value),
      obis,
      captureTime: row === 0 ? first : second,
    });
    const values = [
      cell(0, 1, '0.0.96.10.1.255', 0),
      cell(0, 2, '1.0.1.8.0.255', 100),
      cell(1, 1, '0.0.96.10.1.255', 0x82),
      cell(1, 2, '1.0.1.8.0.255', 101),
    ];
    const body: Data = { type: 'array', value: [structure(), structure()] };
    const maps = section({ Energy: { ObisCode: '1.0.1.8.0.255' } });
    const wanted = [
      { Id: 'f-0.2', Value: 100, Date: '2024-01-01T12:00:00.000Z' },
      {
        Id: 'f-1.2',
        Value: 101,
        Date: '2024-01-01T12:15:00.000Z',
        Quality: 'clock-invalid,power-down',
      },
    ];
    expect(readingsOf(map({ body, values }, { section: maps }))).toMatchObject(wanted);
    expect(readingsOf(map({ body, values }))).toMatchObject(wanted);
    const placed = section({
      None: { PushProfileSequenceId: 0 },
      Energy: { PushProfileSequenceId: 2 },
    });
    expect(readingsOf(map({ body, values }, { section: placed }))).toMatchObject(wanted);
  });
});

describe('without maps', () => {
  it('values that carry their OBIS code are named by it', () => {
    const payload = pairs(
      ['1.0.1.8.0.255', u32(5), { scaler: 1, unit: 30 }],
      ['0.0.96.1.0.255', text('1001')],
      ['0.0.25.9.0.255', structure(u32(1))],
    );
    expect(readingsOf(map(payload))).toMatchObject([
      {
        Measure: '1.0.1.8.0.255',
        Value: 50,
        Unit: 'Wh',
        Direction: 'Import',
        Obis: '1.0.1.8.0.255',
      },
      { Measure: '0.0.96.1.0.255', Value: null, Raw: '1001', Direction: 'None' },
    ]);
  });

  it('a list without OBIS codes is refused, and the refusal says what is missing', () => {
    expect(map({ body: structure(u32(1)) })).toEqual({
      code: 'map.no-reading',
      message:
        'The payload has one element and no OBIS codes; the receptor has no property maps that give it names.',
    });
    const maps = section({ A: { ObisCode: '1.0.1.8.0.255' } });
    expect(map(pairs(['1.0.2.8.0.255', u32(1)]), { section: maps })).toMatchObject({
      message:
        'The payload has 2 elements and the OBIS codes 1.0.2.8.0.255; the property maps of section Maps look for A (1.0.1.8.0.255).',
    });
    expect(map({ body: structure({ type: 'null-data', value: null }) })).toMatchObject({
      code: 'map.no-reading',
    });
  });

  it('events and alarms are readings called EVENT', () => {
    const event = {
      type: 'event' as const,
      body: text('KA6'),
      values: [
        { path: [], data: text('KA6'), obis: '128.128.128.128.128.0', classId: 1, attribute: 2 },
      ],
    };
    expect(onlyReading(map(event))).toMatchObject({
      Id: 'f-0',
      Measure: 'EVENT',
      Value: null,
      Raw: 'KA6',
    });
    const maps = section({ LastGasp: { ObisCode: '128.128.128.128.128.0' } });
    expect(onlyReading(map(event, { section: maps })).Measure).toBe('LastGasp');
    const other = section({ Energy: { ObisCode: '1.0.1.8.0.255' } });
    expect(onlyReading(map(event, { section: other })).Measure).toBe('EVENT');
    const alarm = pairs(['0.1.25.9.0.255', u32(1)]);
    expect(onlyReading(map(alarm, { section: other }))).toMatchObject({
      Measure: 'EVENT',
      Value: 1,
    });
  });
});
