import { JsonOctets } from './json-octets.js';
import type { FrameReadings, Reading } from './reading.js';

/** Measures that are remembered; a fleet has some hundreds. */
const LARGEST_CACHE = 2048;
const NO_OCTETS: Uint8Array = new Uint8Array(0);

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
  readonly #byMeasure = new Map<string, Fragment>();
  #lastSerial: string | undefined;
  #serialOctets = NO_OCTETS;
  #lastTimes: Pick<Reading, 'Date' | 'ReceivedAt' | 'Source'> | undefined;
  #timesOctets = NO_OCTETS;

  /** One reading. */
  reading(reading: Reading): Uint8Array {
    this.#write(reading);
    return this.#out.take();
  }

  /** All readings of a frame, as a list. */
  list(frame: FrameReadings): Uint8Array {
    this.#list(frame);
    return this.#out.take();
  }

  /**
   * The readings of a frame one behind the other, each as `reading` gives it.
   *
   * @param places is given, for each reading, the octets of this text at which it begins and ends
   */
  texts({ readings }: FrameReadings, places: number[]): Uint8Array {
    const out = this.#out;
    for (const { reading } of readings) {
      places.push(out.length);
      this.#write(reading);
      places.push(out.length);
    }
    return out.take();
  }

  /** All readings of a frame with its id and its receptor: a message of the output `Frame`. */
  frame(frame: FrameReadings): Uint8Array {
    const out = this.#out;
    out.json('{"frameId":');
    out.text(frame.frameId);
    out.json(',"receptor":');
    out.text(frame.receptor);
    out.json(',"readings":');
    this.#list(frame);
    out.json('}');
    return out.take();
  }

  #list({ readings }: FrameReadings): void {
    const out = this.#out;
    out.json('[');
    for (let i = 0; i < readings.length; i++) {
      const routed = readings[i];
      if (routed === undefined) break;
      if (i > 0) out.json(',');
      this.#write(routed.reading);
    }
    out.json(']');
  }

  #write(reading: Reading): void {
    const out = this.#out;
    const fragment = this.#fragmentOf(reading);
    out.json('{"Id":');
    out.text(reading.Id);
    this.#serial(reading);
    out.octets(fragment.before);
    out.number(reading.Value);
    this.#times(reading);
    out.octets(fragment.after);
    if (reading.Raw !== undefined) this.#field(',"Raw":', reading.Raw);
    if (reading.Quality !== undefined) this.#field(',"Quality":', reading.Quality);
    out.json('}');
  }

  #field(name: string, text: string): void {
    this.#out.json(name);
    this.#out.text(text);
  }

  #fragmentOf(reading: Reading): Fragment {
    const { Measure: measure, Unit: unit, Direction: direction, Obis: obis } = reading;
    const known = this.#byMeasure.get(measure);
    if (known?.unit === unit && known.direction === direction && known.obis === obis) return known;
    const described = JSON.stringify({ Measure: measure, Unit: unit, Direction: direction });
    const fragment = {
      unit,
      direction,
      obis,
      before: octetsOf(`,${described.slice(1, -1)},"Value":`),
      after: obis === undefined ? NO_OCTETS : octetsOf(`,"Obis":${JSON.stringify(obis)}`),
    };
    if (this.#byMeasure.size >= LARGEST_CACHE) this.#byMeasure.clear();
    this.#byMeasure.set(measure, fragment);
    return fragment;
  }

  /** What the reading before said of its meter is said again. */
  #serial({ Serial }: Reading): void {
    const out = this.#out;
    if (Serial === this.#lastSerial) {
      out.octets(this.#serialOctets);
      return;
    }
    const start = out.length;
    this.#field(',"Serial":', Serial);
    this.#serialOctets = out.since(start);
    this.#lastSerial = Serial;
  }

  #times({ Date, ReceivedAt, Source }: Reading): void {
    const out = this.#out;
    const last = this.#lastTimes;
    if (last?.Date === Date && last.ReceivedAt === ReceivedAt && last.Source === Source) {
      out.octets(this.#timesOctets);
      return;
    }
    const start = out.length;
    this.#field(',"Date":', Date);
    this.#field(',"ReceivedAt":', ReceivedAt);
    this.#field(',"Source":', Source);
    this.#timesOctets = out.since(start);
    this.#lastTimes = { Date, ReceivedAt, Source };
  }
}

function octetsOf(json: string): Uint8Array {
  const out = new JsonOctets();
  out.json(json);
  return out.take().slice();
}
