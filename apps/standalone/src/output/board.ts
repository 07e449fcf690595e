import type { Reading } from '@dlms-telemetry/reading';
import type { RefusedFrame } from '@dlms-telemetry/frame';
import type { Listening } from './output.js';

/** The newest value of a measure. */
export interface NewestValue {
  readonly value: number | null;
  readonly raw: string | undefined;
  readonly unit: string;
}

/** A meter and its newest readings. */
export interface MeterEntry {
  readonly serial: string;
  receptor: string;
  /** ISO 8601. */
  receivedAt: string;
  readonly values: Map<string, NewestValue>;
}

/** A refusal as it is shown. */
export interface RefusalEntry {
  readonly receivedAt: number;
  readonly receptor: string;
  readonly remoteAddress: string;
  readonly code: string;
  readonly message: string;
}

const METERS = 500;
const MEASURES = 100;
const REFUSALS = 50;

/** What the live table shows: the newest readings of each meter and the last refusals. Bounded whatever comes. */
export class Board {
  readonly listening: Listening[] = [];
  readonly meters = new Map<string, MeterEntry>();
  readonly refusals: RefusalEntry[] = [];
  readingCount = 0;
  refusalCount = 0;
  lastFrameId: unknown;
  frameCount = 0;

  /** Takes a reading; the meter that was silent for longest gives way when there are too many. */
  reading(reading: Reading, receptor: string, frameId: unknown): void {
    this.readingCount++;
    if (frameId !== this.lastFrameId) this.frameCount++;
    this.lastFrameId = frameId;
    const key = `${receptor}\n${reading.Serial}`;
    const entry = this.meters.get(key) ?? {
      ...{ serial: reading.Serial, receptor, receivedAt: '', values: new Map() },
    };
    this.meters.delete(key);
    this.meters.set(key, entry);
    entry.receivedAt = reading.ReceivedAt;
    const { Measure, Value, Raw, Unit } = reading;
    if (entry.values.has(Measure) || entry.values.size < MEASURES)
      entry.values.set(Measure, { value: Value, raw: Raw, unit: Unit });
    if (this.meters.size > METERS) forgetOldest(this.meters);
  }

  /** Takes a refusal. */
  refused({ frame, refusal }: RefusedFrame): void {
    this.refusalCount++;
    const { receivedAt, receptor, remoteAddress } = frame;
    const { code, message } = refusal;
    this.refusals.push({ receivedAt, receptor, remoteAddress, code, message });
    if (this.refusals.length > REFUSALS) this.refusals.shift();
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
