import { expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { makerName, systemTitleText } from './system-title.js';

const titleText = (hex: string): string => systemTitleText(fromHex(hex) ?? new Uint8Array());

test('a system title is told with its maker, as letters and by name', () => {
  expect(titleText('4b464d1020000001')).toBe('KFM 1020000001, Kaifa');
  expect(titleText('4c475a0000000001')).toBe('LGZ 0000000001, Landis+Gyr');
});

test('a maker that is not known is told by its letters', () => {
  expect(makerName('QQQ')).toBeUndefined();
  expect(titleText('5151510000000001')).toBe('QQQ 0000000001');
});

test('a title without letters is told in hex, and none as such', () => {
  expect(titleText('90b3d51f30000002')).toBe('90B3D51F30000002');
  expect(titleText('')).toBe('none');
});

test('names of objects in the language are no makers', () => {
  expect(makerName('constructor')).toBeUndefined();
});
