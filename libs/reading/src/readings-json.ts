import { JsonOctets } from './json-octets.js';
import type { FrameReadings, Reading } from './reading.js';

/** Measures that are remembered; a fleet has some hundreds. */
const LARGEST_CACHE = 2048;
const NO_OCTETS = new Uint8Array(0);

/** What many readings have in common, as JSON. */
interface Fragment {
  readonly unit: string;
  readonly direction: string;
  readonly obis: string | undefined;
  /** From the measure up to the value. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Writes readings as JSON octets: what `JSON.stringify` gives of them, without making each text anew. What readings of
 * one measure, and the readings of one frame, have in common is written once and copied.
 */
export class ReadingsJson {
  readonly #out = new JsonOctets();
  readonly #scratch = new JsonOctets();
  readonly #byMeasure = new Map<string, Fragment>();
  #serial: string | undefined;
  #serialOctets: Uint8Array = NO_OCTETS;
  #date: string | undefined;
  #receivedAt: string | undefined;
  #source: string | undefined;
  #times: Uint8Array = NO_OCTETS;

  /** One reading. */
  reading(reading: Reading): Uint8Array {
    this.#out.clear();
    this.#write(reading);
    return this.#out.copy();
  }

  /** All readings of a frame, as a list. */
  list({ readings }: FrameReadings): Uint8Array {
    const out = this.#out;
    out.clear();
    let separator = '[';
    for (const { reading } of readings) {
      out.json(separator);
      separator = ',';
      this.#write(reading);
    }
    out.json(separator === '[' ? '[]' : ']');
    return out.copy();
  }

  #write(reading: Reading): void {
    const out = this.#out;
    const fragment = this.#fragmentOf(reading);
    out.json('{"Id":');
    out.text(reading.Id);
    out.octets(this.#serialOf(reading));
    out.octets(fragment.before);
    out.number(reading.Value);
    out.octets(this.#timesOf(reading));
    out.octets(fragment.after);
    if (reading.Raw !== undefined) this.#more(',"Raw":', reading.Raw);
    if (reading.Quality !== undefined) this.#more(',"Quality":', reading.Quality);
    out.json('}');
  }

  #more(name: string, text: string): void {
    this.#out.json(name);
    this.#out.text(text);
  }

  #fragmentOf(reading: Reading): Fragment {
    const { Measure: measure, Unit: unit, Direction: direction, Obis: obis } = reading;
    const known = this.#byMeasure.get(measure);
    if (known?.unit === unit && known.direction === direction && known.obis === obis) return known;
    const fragment = {
      unit,
      direction,
      obis,
      before: this.#fields({ Measure: measure, Unit: unit, Direction: direction }, ',"Value":'),
      after: obis === undefined ? NO_OCTETS : this.#fields({ Obis: obis }),
    };
    if (this.#byMeasure.size >= LARGEST_CACHE) this.#byMeasure.clear();
    this.#byMeasure.set(measure, fragment);
    return fragment;
  }

  #serialOf({ Serial }: Reading): Uint8Array {
    if (Serial !== this.#serial) {
      this.#serialOctets = this.#fields({ Serial });
      this.#serial = Serial;
    }
    return this.#serialOctets;
  }

  #timesOf({ Date, ReceivedAt, Source }: Reading): Uint8Array {
    if (Date !== this.#date || ReceivedAt !== this.#receivedAt || Source !== this.#source) {
      this.#times = this.#fields({ Date, ReceivedAt, Source });
      this.#date = Date;
      this.#receivedAt = ReceivedAt;
      this.#source = Source;
    }
    return this.#times;
  }

  /** Properties with a comma before each. */
  #fields(properties: Partial<Reading>, end = ''): Uint8Array {
    const scratch = this.#scratch;
    scratch.clear();
    scratch.json(`,${JSON.stringify(properties).slice(1, -1)}${end}`);
    return scratch.copy();
  }
}
