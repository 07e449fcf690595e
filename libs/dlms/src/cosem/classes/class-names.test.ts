import { expect, test } from 'vitest';
import { INTERFACE_CLASSES } from './all.js';
import { attributeName, className, interfaceClass, methodName } from './class-names.js';

test('a class is found by its id, in its newest version', () => {
  expect(interfaceClass(3)).toEqual({
    classId: 3,
    name: 'Register',
    version: 0,
    attributes: { 1: 'logical_name', 2: 'value', 3: 'scaler_unit' },
    methods: { 1: 'reset' },
  });
  expect(interfaceClass(40)?.version).toBe(3);
});

test('versions of a class have their own members', () => {
  expect(interfaceClass(40, 0)?.attributes[8]).toBeUndefined();
  expect(interfaceClass(40, 1)?.attributes[8]).toBe('port_reference');
  expect(interfaceClass(64, 0)?.methods[2]).toBe('global_key_transfer');
  expect(interfaceClass(64, 1)?.methods[2]).toBe('key_transfer');
  expect(attributeName(50, 6, 0)).toBe('search_initiator_gain');
  expect(attributeName(50, 6)).toBe('search_initiator_threshold');
});

test('a class or version that nobody has named is undefined', () => {
  expect(interfaceClass(9999)).toBeUndefined();
  expect(interfaceClass(3, 7)).toBeUndefined();
  expect(className(9999)).toBeUndefined();
  expect(attributeName(9999, 1)).toBeUndefined();
  expect(methodName(3, 9)).toBeUndefined();
});

test('a version that is not known falls back to the newest', () => {
  expect(attributeName(7, 2, 99)).toBe('buffer');
  expect(methodName(70, 1, 99)).toBe('remote_disconnect');
});

test('attribute 1 is the logical name of every class', () => {
  for (const { classId } of INTERFACE_CLASSES)
    expect(attributeName(classId, 1)).toBe('logical_name');
});

test('ids are unique and in order, and members are numbered without gaps', () => {
  const ids = INTERFACE_CLASSES.map((each) => each.classId);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  for (const { classId, versions } of INTERFACE_CLASSES)
    for (const { attributes, methods } of Object.values(versions)) {
      const numbers = Object.keys(attributes).map(Number);
      expect([classId, numbers]).toEqual([classId, numbers.map((_, i) => i + 2)]);
      const methodNumbers = Object.keys(methods).map(Number);
      expect([classId, methodNumbers]).toEqual([classId, methodNumbers.map((_, i) => i + 1)]);
    }
});
