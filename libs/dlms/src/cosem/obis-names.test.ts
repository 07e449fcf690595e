import fc from 'fast-check';
import { expect, test } from 'vitest';
import { obisMedium, obisName } from './obis-names.js';

test.each([
  ['1.0.1.8.0.255', 'Active energy import (+A), total'],
  ['1.0.2.8.2.255', 'Active energy export (-A), rate 2'],
  ['1.1.1.8.0.255', 'Active energy import (+A), total, channel 1'],
  ['1.0.1.7.0.255', 'Active power import (+P), instantaneous value'],
  ['1.0.21.8.0.255', 'Active energy import (+A) L1, total'],
  ['1.0.63.7.0.255', 'Reactive power import (+Q) L3, instantaneous value'],
  ['1.0.32.7.0.255', 'Voltage L1, instantaneous value'],
  ['1.0.12.7.0.255', 'Voltage, any phase, instantaneous value'],
  ['1.0.71.7.0.255', 'Current L3, instantaneous value'],
  ['1.0.91.7.0.255', 'Current, neutral, instantaneous value'],
  ['1.0.13.7.0.255', 'Power factor, instantaneous value'],
  ['1.0.14.7.0.255', 'Supply frequency, instantaneous value'],
  ['1.0.1.6.0.255', 'Active power import (+P), maximum 1, total'],
  ['1.0.1.6.2.101', 'Active power import (+P), maximum 1, rate 2, last billing period'],
  ['1.0.1.8.0.102', 'Active energy import (+A), total, billing period 2 before now'],
  ['1.0.1.8.0.3', 'Active energy import (+A), total, billing period 3'],
  ['1.0.1.29.0.255', 'Active energy import (+A), in recording interval 1, total'],
  ['1.0.32.7.5.255', 'Voltage L1, instantaneous value, harmonic 5'],
  ['1.0.31.7.124.255', 'Current L1, instantaneous value, total harmonic distortion (THD)'],
  ['1.0.81.7.4.255', 'Phase angle of I(L1) to U(L1)'],
  ['1.0.52.32.13.255', 'Voltage L2, dips of 15 to 30 % for 1 to 3 s'],
  ['1.0.83.8.37.255', 'Active losses import L1'],
  ['1.0.0.0.1.255', 'Electricity identifier 2'],
  ['1.0.0.4.2.255', 'Transformer ratio of current, numerator'],
  ['1.0.99.1.0.255', 'Load profile 1'],
  ['1.0.99.97.0.255', 'Power failure event log'],
  ['1.0.98.1.0.255', 'Data of the billing period'],
  ['1.1.96.1.1.255', 'Metering point identifier 2, channel 1'],
])('%s of electricity is %s', (obis, name) => {
  expect(obisName(obis)).toBe(name);
});

test.each([
  ['0.0.1.0.0.255', 'Clock'],
  ['0.0.96.1.0.255', 'Device identifier 1 (manufacturing number)'],
  ['0.0.96.1.7.255', 'Device identifier 8'],
  ['0.0.42.0.0.255', 'Logical device name'],
  ['0.0.40.0.0.255', 'Current association'],
  ['0.0.40.0.3.255', 'Association 3'],
  ['0.8.25.9.0.255', 'Push setup, channel 8'],
  ['0.0.43.1.0.255', 'Invocation counter'],
  ['0.1.24.2.1.255', 'M-Bus value 2, channel 1'],
  ['0.0.96.11.7.255', 'Event code 8'],
  ['0.0.96.7.21.255', 'Number of power failures, any phase'],
  ['0.0.96.7.6.255', 'Number of long power failures, L1'],
  ['0.0.96.20.15.255', 'Strong DC magnetic field event counter'],
  ['0.0.97.97.0.255', 'Error register'],
  ['0.0.97.98.0.255', 'Alarm register'],
  ['0.0.97.98.10.255', 'Alarm filter'],
  ['0.0.97.98.20.255', 'Alarm descriptor'],
  ['0.0.99.98.0.255', 'Event log'],
  ['0.0.10.0.106.255', 'Disconnect control script table'],
  ['0.0.15.0.4.255', 'Push schedule'],
  ['0.0.19.10.0.255', 'Credit, account 1'],
  ['0.0.13.0.0.255', 'Activity calendar'],
  ['0.0.0.1.2.255', 'Time stamp of the billing period'],
])('%s, an abstract object, is %s', (obis, name) => {
  expect(obisName(obis)).toBe(name);
});

test.each([
  ['6.0.1.0.0.255', 'Heat energy, total'],
  ['6.0.2.3.1.255', 'Heat accounted volume, value of the billing date, rate 1'],
  ['5.0.8.0.0.255', 'Cooling power'],
  ['6.0.10.0.0.255', 'Heat flow temperature'],
  ['4.0.2.0.0.255', 'Heat cost allocator rated integral, total'],
  ['8.0.1.0.0.255', 'Cold water volume, total'],
  ['9.0.2.5.0.255', 'Hot water flow rate, maximum'],
  ['7.0.3.0.0.255', 'Gas meter volume forward, absolute, at metering conditions, total'],
  ['7.0.13.2.0.255', 'Gas converter volume forward, absolute, at base conditions, total'],
  [
    '7.0.13.29.0.255',
    'Gas converter volume forward, absolute, current billing period 1, at base conditions, total',
  ],
  [
    '7.0.3.98.0.255',
    'Gas meter volume forward, absolute, maximum over measurement period 3 in billing period 4, at base conditions, total',
  ],
  ['7.0.43.2.0.255', 'Gas flow rate, at base conditions'],
  ['7.0.43.70.0.255', 'Gas flow rate, last average 4, at standard conditions'],
  [
    '7.0.41.92.0.255',
    'Gas absolute temperature, average between the last two events, at standard conditions',
  ],
  [
    '7.0.42.50.0.255',
    'Gas absolute pressure, maximum of the last process interval 2, at standard conditions',
  ],
  ['7.0.54.0.0.255', 'Gas superior calorific value'],
])('%s of another medium is %s', (obis, name) => {
  expect(obisName(obis)).toBe(name);
});

test('codes of manufacturers and utilities are named as such', () => {
  expect(obisName('1.1.0.2.129.255')).toBe('Electricity, manufacturer specific object');
  expect(obisName('1.70.1.8.0.255')).toBe('Electricity, utility specific object');
});

test('a code of which a part is known has that part as its name', () => {
  expect(obisName('6.0.1.40.0.255')).toBe('Heat energy');
  expect(obisName('1.0.1.57.0.255')).toBe('Active power import (+P)');
});

test('what is no code of a known medium has no name', () => {
  expect(obisName('2.0.1.8.0.255')).toBeUndefined();
  expect(obisName('1.0.1.8.0')).toBeUndefined();
  expect(obisName('1.0.1.8.0.256')).toBeUndefined();
  expect(obisName('128.128.128.128.128.0')).toBeUndefined();
  expect(obisMedium('7.0.3.0.0.255')).toBe('Gas');
  expect(obisMedium('77.0.3.0.0.255')).toBeUndefined();
});

test('import and export stand in a name exactly where readings have that direction', () => {
  const imported = new Set([1, 3, 9]);
  const exported = new Set([2, 4, 10]);
  for (let c = 1; c <= 80; c++) {
    const name = obisName(`1.0.${c}.8.0.255`) ?? '';
    const quantity = c % 20;
    expect([c, name.includes('import')]).toEqual([c, imported.has(quantity)]);
    expect([c, name.includes('export')]).toEqual([c, exported.has(quantity)]);
  }
});

test('any code gives a name or none', () => {
  const group = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(group, group, group, group, group, group), (groups) => {
      const name = obisName(groups.join('.'));
      if (name !== undefined) expect(name).toMatch(/^[A-Z6].*[^ ,]$/);
    }),
    { numRuns: 2000 },
  );
});

test('thousands of codes are named by composition', () => {
  const names = new Set<string>();
  for (let c = 1; c <= 80; c++)
    for (let d = 0; d <= 58; d++)
      for (let e = 0; e <= 4; e++) names.add(obisName(`1.0.${c}.${d}.${e}.255`) ?? '');
  expect(names.size).toBeGreaterThan(10_000);
});
