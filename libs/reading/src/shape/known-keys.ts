import { keysOf, type MappingOptions } from '../map-readings.js';
import type { Shape } from './shape.js';

/** Meters of a receptor whose routing keys are remembered. */
const MOST_METERS = 8192;

interface Known {
  readonly shape: Shape;
  readonly keys: readonly string[];
}

/** The routing keys of meters, each for the shape that the meter sent last: they are the same in every frame. */
export class KnownKeys {
  readonly #bySerial = new Map<string, Known>();

  /** The keys of a shape's readings, in their order. */
  keysFor(shape: Shape, serial: string, options: MappingOptions): readonly string[] {
    const known = this.#bySerial.get(serial);
    if (known?.shape === shape) return known.keys;
    const keyFor = keysOf(options, serial);
    const keys = shape.readings.map(({ form }) => keyFor(form.measure));
    if (known === undefined && this.#bySerial.size >= MOST_METERS) this.#bySerial.clear();
    this.#bySerial.set(serial, { shape, keys });
    return keys;
  }
}
