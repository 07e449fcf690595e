import type { Data, PayloadValue } from '@dlms-telemetry/dlms';
import { describe, expect, it } from 'vitest';
import { compileMapping, isMapRefusal, mapReadings } from './index.js';
import type {
  FrameContext,
  FrameReadings,
  MapRefusal,
  MappingOptions,
  Notification,
  PropertyMap,
  Reading,
  TransformStep,
} from './index.js';

const u32 = (value: number): Data => ({ type: 'double-long-unsigned', value });
const text = (value: string): Data => ({ type: 'visible-string', value });
const octets = (hex: string): Data => ({ type: 'octet-string', value: bytes(hex) });
const structure = (...value: Data[]): Data => ({ type: 'structure', value });

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

const FRAME: FrameContext = {
  frameId: 'f',
  receivedAt: Date.UTC(2024, 0, 2, 3, 4, 5),
  remoteAddress: '10.0.0.9',
  systemTitle: new Uint8Array(),
  leniencies: [],
};

type MapOptions = Omit<Partial<PropertyMap>, 'PropertyName'> & { readonly PropertyName?: string };

/** A section of maps with the defaults that the configuration gives. */
function section(
  maps: Record<string, MapOptions>,
  transformSets: Record<string, TransformStep[]> = {},
) {
  const entries = Object.entries(maps).map(([name, map]) => {
    return [name, { PropertyName: name, AttributeIndex: 2, DataIndex: 0, ...map }] as const;
  });
  return { name: 'Maps', maps: Object.fromEntries(entries), transformSets };
}

function map(
  notification: Partial<Notification> & Pick<Notification, 'body'>,
  options: Partial<MappingOptions> = {},
  frame: Partial<FrameContext> = {},
): FrameReadings | MapRefusal {
  const mapping = compileMapping({
    receptor: 'Meters',
    deviceType: 'DlmsPushServer',
    groupName: 'group',
    gatewayId: 'gateway',
    registerAsGateway: true,
    serialProperty: 'SerialNumber',
    timeZone: 'UTC',
    section: undefined,
    ...options,
  });
  const { body } = notification;
  const values = notification.values ?? valuesOf(body);
  return mapReadings(
    mapping,
    { type: 'data', dateTime: null, ...notification, body, values },
    { ...FRAME, ...frame },
  );
}

/** The values of a list without OBIS codes. */
function valuesOf(body: Data): PayloadValue[] {
  if (body.type !== 'structure' && body.type !== 'array') return [{ path: [], data: body }];
  return body.value.map((data, index) => ({ path: [index], data }));
}

function readingsOf(result: FrameReadings | MapRefusal): Reading[] {
  if (isMapRefusal(result)) throw new Error(result.message);
  return result.readings.map(({ reading }) => reading);
}

function onlyReading(result: FrameReadings | MapRefusal): Reading {
  const [first, ...more] = readingsOf(result);
  if (first === undefined || more.length > 0) throw new Error('not one reading');
  return first;
}

/** A body of OBIS code and value in turn. */
function pairs(...entries: readonly (readonly [string, Data, Partial<PayloadValue>?])[]): {
  body: Data;
  values: PayloadValue[];
} {
  const elements: Data[] = [];
  const values: PayloadValue[] = [];
  for (const [obis, data, more] of entries) {
    elements.push({ type: 'octet-string', value: Uint8Array.from(obis.split('.').map(Number)) });
    values.push({ path: [elements.length], data, obis, ...more });
    elements.push(data);
  }
  return { body: structure(...elements), values };
}

describe('maps by place', () => {
  it('count from 0 when one of them has 0, else from 1', () => {
    const body = structure(u32(10), u32(11));
    const fromZero = section({ A: { PushProfileSequenceId: 0 }, B: { PushProfileSequenceId: 1 } });
    expect(
      readingsOf(map({ body }, { section: fromZero })).map((r) => [r.Measure, r.Value]),
    ).toEqual([
      ['A', 10],
      ['B', 11],
    ]);
    const fromOne = section({ A: { PushProfileSequenceId: 1 }, B: { PushProfileSequenceId: 2 } });
    expect(readingsOf(map({ body }, { section: fromOne })).map(({ Value }) => Value)).toEqual([
      10, 11,
    ]);
  });

  it('skip elements that no map names, and places that the payload does not have', () => {
    const body = structure(u32(10), u32(11), u32(12));
    const maps = section({ A: { PushProfileSequenceId: 3 }, B: { PushProfileSequenceId: 9 } });
    expect(readingsOf(map({ body }, { section: maps })).map(({ Value }) => Value)).toEqual([12]);
  });

  it('take scaler, unit and OBIS code from the map where the payload carries none', () => {
    const maps = section({
      Voltage: { PushProfileSequenceId: 0, ObisCode: '1.0.32.7.0.255', Scaler: -1, Unit: 'V' },
      Export: { PushProfileSequenceId: 1, ObisCode: '1-0:2.8.0*255', Unit: 'Wh' },
    });
    expect(
      readingsOf(map({ body: structure(u32(2341), u32(5)) }, { section: maps })),
    ).toMatchObject([
      { Measure: 'Voltage', Value: 234.1, Unit: 'V', Obis: '1.0.32.7.0.255', Direction: 'None' },
      { Measure: 'Export', Value: 5, Unit: 'Wh', Direction: 'Export' },
    ]);
  });

  it('hold for lists of one length when ElementCount says so', () => {
    const maps = section({
      Short: { PropertyName: 'Power', PushProfileSequenceId: 0, ElementCount: [1] },
      Long: { PropertyName: 'Power', PushProfileSequenceId: 1, ElementCount: [2, 3] },
    });
    expect(onlyReading(map({ body: structure(u32(7)) }, { section: maps })).Value).toBe(7);
    expect(onlyReading(map({ body: structure(u32(7), u32(8)) }, { section: maps })).Value).toBe(8);
    expect(
      map({ body: structure(u32(1), u32(1), u32(1), u32(1)) }, { section: maps }),
    ).toMatchObject({
      code: 'map.no-reading',
      message:
        'The payload has 4 elements and no OBIS codes; no property map of section Maps holds for that number of elements.',
    });
  });

  it('are refused when an OBIS code in the payload contradicts them', () => {
    const body = structure(structure(octets('0100020800ff'), u32(1)));
    const values = [{ path: [0, 1], data: u32(1), obis: '1.0.2.8.0.255' }];
    const maps = section({ Import: { PushProfileSequenceId: 0, ObisCode: '1.0.1.8.0.255' } });
    expect(map({ body, values }, { section: maps })).toEqual({
      code: 'map.order',
      message:
        'Place 0 (from 0) of the payload holds 1.0.2.8.0.255, where property map Import expects 1.0.1.8.0.255.',
    });
    const agreeing = section({ Export: { PushProfileSequenceId: 0, ObisCode: '1.0.2.*.0.255' } });
    expect(onlyReading(map({ body, values }, { section: agreeing })).Value).toBe(1);
  });

  it('may stand at the OBIS code of a pair, or at its value', () => {
    const payload = pairs(['1.0.1.8.0.255', u32(5)], ['1.0.2.8.0.255', u32(6)]);
    const at = (place: number, code: string) =>
      map(payload, {
        section: section({
          First: { PushProfileSequenceId: 0, ObisCode: '1.0.1.8.0.255', Publish: false },
          Value: { PushProfileSequenceId: place, ObisCode: code },
        }),
      });
    expect(onlyReading(at(2, '1.0.2.8.0.255')).Value).toBe(6);
    expect(onlyReading(at(3, '1.0.2.8.0.255')).Value).toBe(6);
    expect(at(2, '1.0.9.8.0.255')).toMatchObject({ code: 'map.order' });
  });

  it('choose an element of a structure by DataIndex', () => {
    const inner = structure(u32(1), u32(2), u32(3));
    const read = (index: number) =>
      map(
        { body: structure(inner) },
        { section: section({ A: { PushProfileSequenceId: 0, DataIndex: index } }) },
      );
    expect(onlyReading(read(0))).toMatchObject({ Value: 1, Id: 'f-0.0' });
    expect(onlyReading(read(3))).toMatchObject({ Value: 3, Id: 'f-0.2' });
    expect(read(4)).toMatchObject({ code: 'map.no-reading' });
  });

  it('mix with maps by OBIS code', () => {
    const payload = pairs(['1.0.1.8.0.255', u32(5)], ['1.0.2.8.0.255', u32(6)]);
    const maps = section({
      Placed: { PushProfileSequenceId: 2, ObisCode: '1.0.1.8.0.255' },
      Named: { ObisCode: '1.0.2.8.0.255' },
    });
    expect(readingsOf(map(payload, { section: maps })).map((r) => [r.Measure, r.Value])).toEqual([
      ['Placed', 5],
      ['Named', 6],
    ]);
  });
});

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

describe('the serial', () => {
  const payload = pairs(['0.0.96.1.0.255', text(' 1001 ')], ['1.0.1.8.0.255', u32(5)]);
  const named = pairs(['0.0.42.0.0.255', octets('4c475a31')], ['1.0.1.8.0.255', u32(5)]);
  const maps = section({
    SerialNumber: { ObisCode: '0.0.96.1.0.255' },
    Energy: { ObisCode: '1.0.1.8.0.255' },
  });

  it('is the mapped property, which gives no reading of its own unless published', () => {
    const result = map(payload, { section: maps }, { userSerial: 'user' });
    expect(onlyReading(result)).toMatchObject({ Serial: '1001', Measure: 'Energy' });
    expect(result).toMatchObject({ serialSource: 'property' });
    const published = section({
      Number: { PropertyName: 'SerialNumber', ObisCode: '0.0.96.1.0.255', Publish: true },
    });
    expect(onlyReading(map(payload, { section: published }))).toMatchObject({ Raw: ' 1001 ' });
  });

  it("is else the user's, the logical device name, the system title, the address", () => {
    const title = bytes('4b464d1020000001');
    const source = (body: typeof payload, frame: Partial<FrameContext>) => {
      const result = map(
        body,
        { section: section({ Energy: { ObisCode: '1.0.1.8.0.255' } }) },
        frame,
      );
      return isMapRefusal(result) ? undefined : [result.serialSource, onlyReading(result).Serial];
    };
    expect(source(named, { userSerial: 'user' })).toEqual(['user', 'user']);
    expect(source(named, { systemTitle: title })).toEqual(['logical-device-name', 'LGZ1']);
    expect(source(payload, { systemTitle: title })).toEqual(['system-title', '4B464D1020000001']);
    expect(source(payload, {})).toEqual(['source-address', '10.0.0.9']);
  });
});

describe('the date', () => {
  const clock = octets('07e50706020e3a12ff800081');
  const maps = section({ Energy: { ObisCode: '1.0.1.8.0.255' } });

  it('is that of the clock in the payload, else of the notification, else of the receipt', () => {
    const dateTime = bytes('07e50706020e3a10ff800000');
    const withClock = pairs(['0.0.1.0.0.255', clock], ['1.0.1.8.0.255', u32(5)]);
    expect(onlyReading(map({ ...withClock, dateTime }, { section: maps }))).toMatchObject({
      Date: '2021-07-06T14:58:18.000Z',
      Quality: 'clock-invalid',
      ReceivedAt: '2024-01-02T03:04:05.000Z',
    });
    const without = pairs(['1.0.1.8.0.255', u32(5)]);
    const dated = onlyReading(map({ ...without, dateTime }, { section: maps }));
    expect(dated.Date).toBe('2021-07-06T14:58:16.000Z');
    expect(dated).not.toHaveProperty('Quality');
    const open = bytes('ffffffffffffffffff8000ff');
    expect(onlyReading(map({ ...without, dateTime: open }, { section: maps })).Date).toBe(
      '2024-01-02T03:04:05.000Z',
    );
  });

  it('takes a deviation from the meter, else from the time zone', () => {
    const at = (hex: string, timeZone = 'Europe/Oslo') =>
      onlyReading(
        map(
          { ...pairs(['1.0.1.8.0.255', u32(5)]), dateTime: bytes(hex) },
          { section: maps, timeZone },
        ),
      ).Date;
    expect(at('07e80707070c1e0f3200 3c00'.replace(' ', ''))).toBe('2024-07-07T13:30:15.500Z');
    expect(at('07e80707070c1e0fffff8880')).toBe('2024-07-07T10:30:15.000Z');
    expect(at('07e80707070c1e0fff8000ff')).toBe('2024-07-07T10:30:15.000Z');
    expect(at('07e80101010c0000ff8000ff')).toBe('2024-01-01T11:00:00.000Z');
    expect(at('07e80a1b07021e00ff800080')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('07e80a1b07021e00ff800000')).toBe('2024-10-27T01:30:00.000Z');
    expect(at('07e80a1b07021e00ff8000ff')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('07e8031f07021e00ff8000ff')).toBe('2024-03-31T01:30:00.000Z');
  });

  it('of the clock does not depend on the day of the week', () => {
    const odd = pairs(
      ['0.0.1.0.0.255', octets('07e90c0e00100000ff000000')],
      ['1.0.1.8.0.255', u32(5)],
    );
    expect(onlyReading(map(odd, { section: maps })).Date).toBe('2025-12-14T16:00:00.000Z');
    expect(readingsOf(map(odd))[0]).toMatchObject({ Raw: '2025-12-14T16:00:00.000Z' });
  });

  it('comes from a date-time that leads a list by place', () => {
    const byPlace = section({ Energy: { PushProfileSequenceId: 2 } });
    expect(onlyReading(map({ body: structure(clock, u32(4)) }, { section: byPlace })).Date).toBe(
      '2021-07-06T14:58:18.000Z',
    );
  });
});

describe('ids and routing keys', () => {
  const payload = pairs(['1.0.1.8.0.255', u32(5)]);
  const maps = section({
    Energy: { ObisCode: '1.0.1.8.0.255' },
    Copy: { ObisCode: '1.0.1.8.0.255' },
    Again: { PropertyName: 'Copy', ObisCode: '1.0.1.8.0.255' },
  });

  it('derive from frame and place, and are unique', () => {
    const ids = readingsOf(map(payload, { section: maps })).map(({ Id }) => Id);
    expect(ids).toEqual(['f-1', 'f-1-Copy', 'f-1-Copy-2']);
    expect(
      onlyReading(map({ body: u32(1) }, { section: section({ A: { PushProfileSequenceId: 1 } }) }))
        .Id,
    ).toBe('f-0');
  });

  it('name the gateway or the section as RegisterAsGateway says', () => {
    const key = (registerAsGateway: boolean) => {
      const result = map(payload, {
        section: section({ Energy: { ObisCode: '1.0.1.8.0.255' } }),
        registerAsGateway,
      });
      return isMapRefusal(result) ? undefined : result.readings[0]?.routingKey;
    };
    expect(key(true)).toBe('10_0_0_9.ENERGY:DlmsPushServer|Meters');
    expect(key(false)).toBe('gateway.ENERGY:DlmsPushServer|10_0_0_9');
  });
});
