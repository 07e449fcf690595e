import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { readApdu, writeApdu } from './apdu.js';
import { entriesOf, selectEntries } from './entry-descriptor.js';
import { rangeOf, selectRange } from './range-descriptor.js';

describe('a range of a profile', () => {
  const hex =
    'c001c100070100630100ff0201010204020412000809060000010000ff0f02120000090c07e20601ff000300ffff8880090c07e50106ff000300ffffc4000100';
  const from = fromHex('07e20601ff000300ffff8880') ?? new Uint8Array();
  const to = fromHex('07e50106ff000300ffffc400') ?? new Uint8Array();
  const clock = { classId: 8, logicalName: '0.0.1.0.0.255', attributeIndex: 2, dataIndex: 0 };
  const range = {
    restrictingObject: clock,
    fromValue: { type: 'octet-string', value: from },
    toValue: { type: 'octet-string', value: to },
    selectedValues: [],
  } as const;

  test('is found in a request', () => {
    const apdu = readApdu(fromHex(hex) ?? new Uint8Array());
    const selection = apdu.type === 'get-request-normal' ? apdu.accessSelection : undefined;
    expect(selection && rangeOf(selection)).toEqual(range);
    expect(selection && entriesOf(selection)).toBeUndefined();
  });

  test('is written as the request has it', () => {
    const bytes = writeApdu({
      type: 'get-request-normal',
      invokeIdAndPriority: 0xc1,
      attributeDescriptor: { classId: 7, obis: '1.0.99.1.0.255', attribute: 2 },
      accessSelection: selectRange(range),
    });
    expect(toHex(bytes)).toBe(hex);
  });

  test('keeps the columns it asks for', () => {
    const columns = { ...range, selectedValues: [clock, { ...clock, dataIndex: 1 }] };
    expect(rangeOf(selectRange(columns))).toEqual(columns);
  });

  test.each([
    { accessSelector: 2, accessParameters: selectRange(range).accessParameters },
    { accessSelector: 1, accessParameters: { type: 'null-data', value: null } },
    { accessSelector: 1, accessParameters: { type: 'structure', value: [] } },
  ] as const)('is not seen in another selection', (selection) => {
    expect(rangeOf(selection)).toBeUndefined();
  });
});

describe('entries of a profile', () => {
  const entries = { fromEntry: 1, toEntry: 0, fromSelectedValue: 1, toSelectedValue: 3 };

  test('come back as they were asked for', () => {
    expect(entriesOf(selectEntries(entries))).toEqual(entries);
    expect(rangeOf(selectEntries(entries))).toBeUndefined();
  });

  test.each([
    { accessSelector: 2, accessParameters: { type: 'unsigned', value: 1 } },
    { accessSelector: 2, accessParameters: { type: 'structure', value: [] } },
  ] as const)('are not seen in another selection', (selection) => {
    expect(entriesOf(selection)).toBeUndefined();
  });
});
