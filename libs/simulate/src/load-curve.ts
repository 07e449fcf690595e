const DAY_MS = 86_400_000;
const STEP_MS = 900_000;
const STEPS = DAY_MS / STEP_MS;
const MS_PER_HOUR = 3_600_000;

/** How much the power swings inside a quarter of an hour, and how often. The swing is nought at both its ends. */
const RIPPLE = 0.25;
const RIPPLES_PER_STEP = 5;

/** What the load of one household is made of. Powers in W. */
export interface Household {
  /** What always runs. */
  readonly base: number;
  /** Height of the morning and the evening peak. */
  readonly peak: number;
  /** Greatest power of the solar panels, 0 without any. */
  readonly solar: number;
}

/** Power and energy of a meter at one moment. Of `importing` and `exporting` at least one is 0. */
export interface Load {
  /** W */
  readonly importing: number;
  /** W */
  readonly exporting: number;
  /** Wh since the curve's beginning (1970); never falls. */
  readonly imported: number;
  /** Wh since the curve's beginning; never falls. */
  readonly exported: number;
}

/**
 * The day of a household: a net power for each quarter of an hour, the same every day, with a swing inside each. Energy
 * is the exact integral of power, a function of the time alone, so it goes on rising over a restart without being kept.
 */
export class LoadCurve {
  readonly #net = new Float64Array(STEPS);
  /** Wh from midnight to the beginning of each quarter. */
  readonly #imported = new Float64Array(STEPS + 1);
  readonly #exported = new Float64Array(STEPS + 1);

  constructor(household: Household) {
    for (let step = 0; step < STEPS; step++) {
      const net = netPower(household, (step + 0.5) / 4);
      const energy = (net * STEP_MS) / MS_PER_HOUR;
      this.#net[step] = net;
      this.#imported[step + 1] = at(this.#imported, step) + Math.max(0, energy);
      this.#exported[step + 1] = at(this.#exported, step) + Math.max(0, -energy);
    }
  }

  /** @param time milliseconds since 1970, not before it */
  at(time: number): Load {
    const days = Math.floor(time / DAY_MS);
    const ofDay = time - days * DAY_MS;
    const step = Math.floor(ofDay / STEP_MS);
    const part = (ofDay - step * STEP_MS) / STEP_MS;
    const turn = 2 * Math.PI * RIPPLES_PER_STEP;
    const net = at(this.#net, step);
    const power = net * (1 + RIPPLE * Math.sin(turn * part));
    const sinceStep =
      ((net * STEP_MS) / MS_PER_HOUR) * (part + (RIPPLE * (1 - Math.cos(turn * part))) / turn);
    return {
      importing: Math.max(0, power),
      exporting: Math.max(0, -power),
      imported:
        days * at(this.#imported, STEPS) + at(this.#imported, step) + Math.max(0, sinceStep),
      exported:
        days * at(this.#exported, STEPS) + at(this.#exported, step) + Math.max(0, -sinceStep),
    };
  }
}

function netPower({ base, peak, solar }: Household, hour: number): number {
  const load = base + peak * (0.6 * bump(hour, 7.5, 1.2) + bump(hour, 19, 2));
  const sun = solar * Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI));
  return load - sun;
}

/** A bell of height 1 around an hour of the day. */
function bump(hour: number, centre: number, width: number): number {
  return Math.exp(-(((hour - centre) / width) ** 2));
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
