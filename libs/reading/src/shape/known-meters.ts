import type { Place } from '@dlms-telemetry/dlms';
import { keysOf } from '../map-readings.js';
import { LONGEST_SERIAL, type Serial } from '../serial.js';
import type { Shape } from './shape.js';

/** Meters of a receptor that are remembered. */
const MOST_METERS = 8192;

/** What is the same in all frames of one meter that have one shape. */
export interface KnownMeter {
  readonly shape: Shape;
  readonly serial: Serial;
  /** Routing keys of the shape's readings, in their order. */
  readonly keys: readonly string[];
}

/** A meter that was known by the octets of its serial. */
interface Remembered {
  readonly octets: Uint8Array;
  readonly meter: KnownMeter;
}

/**
 * The meters of a receptor: serial and routing keys, each for the shape that the meter sent last. A serial that stands
 * in the payload leads to its meter by its octets, before a text is made of them.
 */
export class KnownMeters {
  readonly #bySerial = new Map<string, KnownMeter>();
  readonly #byOctets = new Map<number, Remembered>();

  /** The meter whose serial stands in a plain APDU, if it was remembered. */
  find(shape: Shape, plain: Uint8Array, place: Place): KnownMeter | undefined {
    const known = this.#byOctets.get(hashOf(plain, place));
    if (known?.meter.shape !== shape || !stands(known.octets, plain, place)) return undefined;
    return known.meter;
  }

  /** The meter of a serial. */
  of(shape: Shape, serial: Serial): KnownMeter {
    const known = this.#bySerial.get(serial.text);
    if (known?.shape === shape && known.serial.source === serial.source) return known;
    const keyFor = keysOf(shape.mapping.options, serial.text);
    const keys = shape.readings.map(({ form }) => keyFor(form.measure));
    const meter = { shape, serial, keys };
    if (known === undefined && this.#bySerial.size >= MOST_METERS) this.#bySerial.clear();
    this.#bySerial.set(serial.text, meter);
    return meter;
  }

  /** Remembers a meter by the octets that its serial was made of, and of nothing else; not by more than a serial has. */
  remember(meter: KnownMeter, plain: Uint8Array, place: Place): void {
    if (place.end - place.contents > LONGEST_SERIAL) return;
    if (this.#byOctets.size >= MOST_METERS) this.#byOctets.clear();
    const octets = plain.slice(place.contents, place.end);
    this.#byOctets.set(hashOf(plain, place), { octets, meter });
  }
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits. A sender who makes two serials collide gains nothing: the octets are compared too. */
function hashOf(plain: Uint8Array, { contents, end }: Place): number {
  let hash = FNV_OFFSET | 0;
  for (let at = contents; at < end; at++) hash = Math.imul(hash ^ (plain[at] ?? 0), FNV_PRIME);
  return hash;
}

function stands(octets: Uint8Array, plain: Uint8Array, { contents, end }: Place): boolean {
  if (octets.length !== end - contents) return false;
  for (let i = 0; i < octets.length; i++) if (octets[i] !== plain[contents + i]) return false;
  return true;
}
