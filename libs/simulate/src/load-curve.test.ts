import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoadCurve } from './load-curve.js';

const NOON = Date.UTC(2026, 5, 1, 12);
const household = { base: 200, peak: 2000, solar: 4000 };
const time = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });

describe('the load of a household', () => {
  it('never lets an energy register fall', () => {
    const curve = new LoadCurve(household);
    fc.assert(
      fc.property(time, fc.nat(200_000_000), (begin, step) => {
        const before = curve.at(begin);
        const after = curve.at(begin + step);
        // Sums of doubles: the last of 16 digits may differ, a register shows ten of them.
        expect(after.imported - before.imported).toBeGreaterThanOrEqual(-1e-6);
        expect(after.exported - before.exported).toBeGreaterThanOrEqual(-1e-6);
      }),
    );
  });

  it('gains as much energy as its power says', () => {
    const curve = new LoadCurve(household);
    let imported = 0;
    let exported = 0;
    const begin = NOON - 6 * 3_600_000;
    for (let second = 0; second < 7200; second++) {
      const { importing, exporting } = curve.at(begin + second * 1000 + 500);
      imported += importing / 3600;
      exported += exporting / 3600;
    }
    const before = curve.at(begin);
    const after = curve.at(begin + 7_200_000);
    expect(after.imported - before.imported).toBeCloseTo(imported, 0);
    expect(after.exported - before.exported).toBeCloseTo(exported, 0);
  });

  it('exports at noon with solar panels, and never imports at the same time', () => {
    const load = new LoadCurve(household).at(NOON);
    expect(load.exporting).toBeGreaterThan(2000);
    expect(load.importing).toBe(0);
  });

  it('never exports without them', () => {
    const curve = new LoadCurve({ ...household, solar: 0 });
    fc.assert(
      fc.property(time, (moment) => {
        expect(curve.at(moment).exporting).toBe(0);
        expect(curve.at(moment).importing).toBeGreaterThan(100);
      }),
    );
  });
});
