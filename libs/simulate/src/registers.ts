import { LoadCurve } from './load-curve.js';
import type { Load } from './load-curve.js';
import { traitOf } from './identity.js';

/** Units of the Blue Book's enumeration that a simulated meter uses. */
const WATT_HOUR = 30;
const WATT = 27;
const AMPERE = 33;
const VOLT = 35;
const HERTZ = 44;
const WITHOUT_UNIT = 255;

/** A register of a simulated meter: class 3, value in attribute 2. */
export interface RegisterDescription {
  readonly obis: string;
  /** Name in the property maps. */
  readonly name: string;
  /** Power of ten; the value is raw x 10^scaler. */
  readonly scaler: number;
  /** Enumeration value of the Blue Book's unit table. */
  readonly unit: number;
  /** The same unit as an operator writes it. */
  readonly symbol: string;
  readonly type: 'double-long-unsigned' | 'long-unsigned';
}

const energy = { scaler: 0, unit: WATT_HOUR, symbol: 'Wh', type: 'double-long-unsigned' } as const;
const power = { scaler: 0, unit: WATT, symbol: 'W', type: 'double-long-unsigned' } as const;
const voltage = { scaler: -1, unit: VOLT, symbol: 'V', type: 'long-unsigned' } as const;
const current = { scaler: -2, unit: AMPERE, symbol: 'A', type: 'long-unsigned' } as const;
const frequency = { scaler: -2, unit: HERTZ, symbol: 'Hz', type: 'long-unsigned' } as const;
const ratio = { scaler: -3, unit: WITHOUT_UNIT, symbol: '', type: 'long-unsigned' } as const;

/** The twelve registers of every simulated meter, in the order of its push object list. */
export const REGISTERS: readonly RegisterDescription[] = [
  { obis: '1.0.1.8.0.255', name: 'ActiveEnergyImport', ...energy },
  { obis: '1.0.2.8.0.255', name: 'ActiveEnergyExport', ...energy },
  { obis: '1.0.1.7.0.255', name: 'ActivePowerImport', ...power },
  { obis: '1.0.2.7.0.255', name: 'ActivePowerExport', ...power },
  { obis: '1.0.32.7.0.255', name: 'VoltageL1', ...voltage },
  { obis: '1.0.52.7.0.255', name: 'VoltageL2', ...voltage },
  { obis: '1.0.72.7.0.255', name: 'VoltageL3', ...voltage },
  { obis: '1.0.31.7.0.255', name: 'CurrentL1', ...current },
  { obis: '1.0.51.7.0.255', name: 'CurrentL2', ...current },
  { obis: '1.0.71.7.0.255', name: 'CurrentL3', ...current },
  { obis: '1.0.14.7.0.255', name: 'Frequency', ...frequency },
  { obis: '1.0.13.7.0.255', name: 'PowerFactor', ...ratio },
];

const PHASES = [1, 2, 3] as const;
const NOMINAL_VOLTAGE = 230;
const NOMINAL_FREQUENCY = 50;
const SECOND = 1000;
const EARLIEST_INSTALLATION = Date.UTC(2016, 0, 1);
const LATEST_INSTALLATION = Date.UTC(2025, 0, 1);

/** What one simulated meter measures: a pure function of the time, so that nothing runs backwards over a restart. */
export class Measurement {
  readonly #curve: LoadCurve;
  readonly #installed: Load;
  readonly #character: number;
  /** How the load is spread over the phases; sums to 1. */
  readonly #shares: readonly number[];

  constructor(seed: string, number: number) {
    const trait = (name: string) => traitOf(seed, number, name);
    this.#character = trait('character');
    this.#curve = new LoadCurve({
      base: 120 + 230 * trait('base'),
      peak: 700 + 2500 * trait('peak'),
      solar: trait('has-solar') < 0.4 ? 1500 + 4000 * trait('solar') : 0,
    });
    this.#installed = this.#curve.at(
      EARLIEST_INSTALLATION + trait('installed') * (LATEST_INSTALLATION - EARLIEST_INSTALLATION),
    );
    const weights = PHASES.map((phase) => 0.5 + trait(`phase-${phase}`));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#shares = weights.map((weight) => weight / total);
  }

  /** Raw values of `REGISTERS`, in their order. @param time milliseconds since 1970 */
  at(time: number): number[] {
    const load = this.#curve.at(time);
    const factor = 0.95 + 0.04 * this.#wave(time, 97, 0);
    const voltages = PHASES.map(
      (phase) => NOMINAL_VOLTAGE + 3 * this.#wave(time, 61 + 13 * phase, phase),
    );
    const apparent = (load.importing + load.exporting) / factor;
    const currents = voltages.map((volts, i) => (apparent * (this.#shares[i] ?? 0)) / volts);
    return [
      counted(load.imported - this.#installed.imported),
      counted(load.exported - this.#installed.exported),
      Math.round(load.importing),
      Math.round(load.exporting),
      ...voltages.map((volts) => Math.round(volts * 10)),
      ...currents.map((amperes) => Math.round(amperes * 100)),
      Math.round((NOMINAL_FREQUENCY + 0.03 * this.#wave(time, 23, 0)) * 100),
      Math.round(factor * 1000),
    ];
  }

  /** From -1 to 1, one turn in `seconds`, its beginning the meter's own. */
  #wave(time: number, seconds: number, shift: number): number {
    return Math.sin(2 * Math.PI * (time / SECOND / seconds + this.#character + shift / 3));
  }
}

/** A counting register shows whole units, and starts at 0. */
function counted(units: number): number {
  return Math.max(0, Math.floor(units));
}
