import { describe, expect, it } from 'vitest';
import { Measurement, REGISTERS } from './registers.js';

const NOW = Date.UTC(2026, 2, 3, 18, 30);

function valuesOf(number: number, time: number): ReadonlyMap<string, number> {
  const raw = new Measurement('seed', number).at(time);
  expect(raw).toHaveLength(REGISTERS.length);
  return new Map(REGISTERS.map(({ name, scaler }, i) => [name, (raw[i] ?? NaN) * 10 ** scaler]));
}

describe('the registers of a simulated meter', () => {
  it('hold what a household of three phases could draw', () => {
    for (let number = 1; number <= 50; number++) {
      const values = valuesOf(number, NOW);
      for (const phase of [1, 2, 3]) {
        expect(values.get(`VoltageL${phase}`)).toBeGreaterThan(225);
        expect(values.get(`VoltageL${phase}`)).toBeLessThan(235);
      }
      expect(values.get('Frequency')).toBeCloseTo(50, 0);
      expect(values.get('PowerFactor')).toBeLessThanOrEqual(1);
      expect(values.get('ActiveEnergyImport')).toBeGreaterThan(0);
    }
  });

  it('agree with each other: currents and voltages make up the power', () => {
    const values = valuesOf(7, NOW);
    const apparent = [1, 2, 3].reduce(
      (sum, phase) =>
        sum + (values.get(`VoltageL${phase}`) ?? 0) * (values.get(`CurrentL${phase}`) ?? 0),
      0,
    );
    const active = (values.get('ActivePowerImport') ?? 0) + (values.get('ActivePowerExport') ?? 0);
    expect(apparent * (values.get('PowerFactor') ?? 0)).toBeCloseTo(active, -1);
  });

  it('are whole numbers that fit their types, from 1970 to 2100', () => {
    for (const time of [0, Date.UTC(2016, 0, 1), NOW, Date.UTC(2100, 0, 1)])
      for (const [i, value] of new Measurement('seed', 3).at(time).entries()) {
        const largest = REGISTERS[i]?.type === 'long-unsigned' ? 0xffff : 0xffff_ffff;
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(largest);
      }
  });

  it('differ from meter to meter and are the same for the same seed and number', () => {
    expect(new Measurement('seed', 1).at(NOW)).toEqual(new Measurement('seed', 1).at(NOW));
    expect(new Measurement('seed', 1).at(NOW)).not.toEqual(new Measurement('seed', 2).at(NOW));
    expect(new Measurement('seed', 1).at(NOW)).not.toEqual(new Measurement('other', 1).at(NOW));
  });
});
