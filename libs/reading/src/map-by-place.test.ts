import { describe, expect, it } from 'vitest';
import {
  u32,
  octets,
  structure,
  section,
  map,
  readingsOf,
  onlyReading,
  pairs,
} from './test-mapping.js';

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
