import { uuidv7 } from '@dlms-telemetry/frame';
import {
  ReadingRunWriter,
  readReadingRunBatch,
  readingRunBatchOf,
  type FrameReadings,
} from '@dlms-telemetry/reading';

/** Readings of each push. */
export const REGISTERS = 12;
const UUID_RANDOM_OCTETS = 10;
/** The pushes come in so quick a row that all are of one day. */
const BETWEEN_PUSHES_MS = 1;
const NOON_MS = 43_200_000;

/** Pushes of a fleet, one after the other: every meter pushes once before the first does again. */
export class Pushes {
  readonly #meters: number;
  readonly #begun: number;
  readonly #random = new Uint8Array(UUID_RANDOM_OCTETS);
  #next = 0;

  constructor(meters: number, day: number) {
    this.#meters = meters;
    this.#begun = day + NOON_MS;
  }

  /** The next pushes. */
  take(frames: number): FrameReadings[] {
    return Array.from({ length: frames }, () => this.#push(this.#next++));
  }

  #push(n: number): FrameReadings {
    const meter = n % this.#meters;
    const at = this.#begun + n * BETWEEN_PUSHES_MS;
    new DataView(this.#random.buffer).setUint32(UUID_RANDOM_OCTETS - 4, n);
    const frameId = uuidv7(at, this.#random);
    const time = new Date(at).toISOString();
    return {
      ...{ frameId, receptor: 'north', groupName: 'g', serialSource: 'user', leniencies: [] },
      readings: Array.from({ length: REGISTERS }, (_, place) => ({
        routingKey: `dlms.REGISTER_${place}:Meter|${meter}`,
        reading: {
          Id: `${frameId}-1.${place}`,
          Serial: `meter${meter}`,
          Measure: `REGISTER_${place}`,
          Unit: 'Wh',
          Direction: 'Import',
          Value: n + place / 10,
          Date: time,
          ReceivedAt: time,
          Source: 'push',
          Obis: `1.0.${place}.8.0.255`,
        } as const,
      })),
    };
  }
}

/** Pushes as the recorder takes them from its queue. */
export function runsOf(frames: readonly FrameReadings[]) {
  const writer = new ReadingRunWriter();
  return readReadingRunBatch(readingRunBatchOf(frames.map((frame) => writer.entry(frame))));
}
