import { ByteWriter } from '@dlms-telemetry/dlms';
import { isUuid, uuidOctets } from '@dlms-telemetry/frame';
import type { FrameReadings, Reading, RoutedReading } from '../reading.js';
import { ReadingBatchError } from '../reading-batch.js';
import type { RunColumn, RunLayout } from './reading-run.js';
import { FLAG_MISSING, FLAG_OWN_ID, FLAG_RAWS, MOST_READINGS_IN_RUN } from './run-batch.js';
import { writeRunLayout, writeText } from './run-layout.js';

/** Layouts that are remembered; a meter has one or a few. */
const LARGEST_CACHE = 20_000;
const LAYOUTS_OF_A_METER = 4;

interface KnownLayout {
  readonly layout: RunLayout;
  readonly octets: Uint8Array;
}

/** Readings from `start` to before `end` of a frame. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Writes the readings of frames for the recorder: what comes again with every push of a meter stands apart and is
 * copied, not written again.
 */
export class ReadingRunWriter {
  readonly #layouts = new Map<string, KnownLayout[]>();
  #known = 0;
  #dateText = '';
  #date = Number.NaN;
  #receivedText = '';
  #received = Number.NaN;

  /**
   * What stands for one frame in a batch; `readingRunBatchOf` makes the batch.
   *
   * @throws {ReadingBatchError} when the frame's id is no UUID
   */
  entry(frame: FrameReadings): Uint8Array {
    if (!isUuid(frame.frameId)) throw new ReadingBatchError('the id of a frame is no UUID');
    const spans = spansOf(frame);
    const w = new ByteWriter(1024);
    w.bytes(uuidOctets(frame.frameId));
    w.u16(spans.length);
    for (const span of spans) this.#writeRun(w, frame, span);
    return w.finish();
  }

  #writeRun(w: ByteWriter, frame: FrameReadings, span: Span): void {
    const { readings, frameId } = frame;
    const first = readings[span.start]?.reading;
    if (first === undefined) return;
    const isOwn = !derives(first, frameId);
    const layout = this.#layoutOf(frame, span, first, isOwn);
    w.u32(layout.length);
    w.bytes(layout);
    w.f64(this.#dateOf(first.Date));
    w.f64(this.#receivedOf(first.ReceivedAt));
    writeText(w, first.Quality ?? '');
    w.u16(span.end - span.start);
    let flags = isOwn ? FLAG_OWN_ID : 0;
    for (let i = span.start; i < span.end; i++) {
      const reading = readings[i]?.reading;
      if (reading === undefined) break;
      w.f64(reading.Value ?? Number.NaN);
      if (reading.Value === null) flags |= FLAG_MISSING;
      if (reading.Raw !== undefined) flags |= FLAG_RAWS;
    }
    w.u8(flags);
    if (isOwn) writeText(w, first.Id);
    if ((flags & (FLAG_MISSING | FLAG_RAWS)) === 0) return;
    for (let i = span.start; i < span.end; i++) {
      const reading = readings[i]?.reading;
      if ((flags & FLAG_MISSING) !== 0) w.u8(reading?.Value === null ? 1 : 0);
      if ((flags & FLAG_RAWS) === 0) continue;
      w.u8(reading?.Raw === undefined ? 0 : 1);
      if (reading?.Raw !== undefined) writeText(w, reading.Raw);
    }
  }

  #layoutOf(frame: FrameReadings, span: Span, first: Reading, isOwn: boolean): Uint8Array {
    let known = this.#layouts.get(first.Serial);
    if (known !== undefined)
      for (const each of known) if (fits(each.layout, frame, span, first)) return each.octets;
    const layout = layoutOf(frame, span, first, isOwn);
    const octets = writeRunLayout(layout);
    // Columns without an end of their id stand for any id: not to be found again.
    if (isOwn) return octets;
    if (this.#known >= LARGEST_CACHE) {
      this.#layouts.clear();
      this.#known = 0;
      known = undefined;
    }
    this.#known++;
    const kept = known?.slice(0, LAYOUTS_OF_A_METER - 1) ?? [];
    this.#layouts.set(first.Serial, [{ layout, octets }, ...kept]);
    return octets;
  }

  #dateOf(text: string): number {
    if (text !== this.#dateText) {
      this.#dateText = text;
      this.#date = Date.parse(text);
    }
    return this.#date;
  }

  #receivedOf(text: string): number {
    if (text !== this.#receivedText) {
      this.#receivedText = text;
      this.#received = Date.parse(text);
    }
    return this.#received;
  }
}

function spansOf({ readings, frameId }: FrameReadings): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let first = readings[0]?.reading;
  for (let i = 1; i < readings.length; i++) {
    const reading = readings[i]?.reading;
    if (first === undefined || reading === undefined) break;
    if (i - start < MOST_READINGS_IN_RUN && goesOn(first, reading, frameId)) continue;
    spans.push({ start, end: i });
    start = i;
    first = reading;
  }
  if (readings.length > 0) spans.push({ start, end: readings.length });
  return spans;
}

function goesOn(first: Reading, next: Reading, frameId: string): boolean {
  return (
    first.Date === next.Date &&
    first.Serial === next.Serial &&
    first.ReceivedAt === next.ReceivedAt &&
    first.Quality === next.Quality &&
    first.Source === next.Source &&
    derives(next, frameId) &&
    derives(first, frameId)
  );
}

function derives({ Id: id }: Reading, frameId: string): boolean {
  return id.startsWith(frameId) && id.charCodeAt(frameId.length) === HYPHEN;
}

const HYPHEN = 0x2d;

function fits(layout: RunLayout, frame: FrameReadings, { start, end }: Span, first: Reading) {
  const { columns } = layout;
  if (
    columns.length !== end - start ||
    layout.receptor !== frame.receptor ||
    layout.groupName !== frame.groupName ||
    layout.serialSource !== frame.serialSource ||
    layout.source !== first.Source
  )
    return false;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    const routed = frame.readings[start + i];
    if (column === undefined || routed === undefined || !isOf(column, routed, frame.frameId))
      return false;
  }
  return true;
}

function isOf(column: RunColumn, { reading, routingKey }: RoutedReading, frameId: string): boolean {
  const { idEnd } = column;
  return (
    column.measure === reading.Measure &&
    column.unit === reading.Unit &&
    column.direction === reading.Direction &&
    column.obis === reading.Obis &&
    reading.Id.length === frameId.length + idEnd.length &&
    reading.Id.endsWith(idEnd) &&
    column.routingKey === routingKey
  );
}

function layoutOf(frame: FrameReadings, span: Span, first: Reading, isOwn: boolean): RunLayout {
  const { receptor, groupName, serialSource, frameId } = frame;
  return {
    receptor,
    groupName,
    serial: first.Serial,
    serialSource,
    source: first.Source,
    columns: frame.readings.slice(span.start, span.end).map(({ reading, routingKey }) => ({
      idEnd: isOwn ? '' : reading.Id.slice(frameId.length),
      measure: reading.Measure,
      unit: reading.Unit,
      direction: reading.Direction,
      obis: reading.Obis,
      routingKey,
    })),
  };
}
