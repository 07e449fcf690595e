import type { BusMessage } from '@dlms-telemetry/bus';
import type { TraceHeaders } from '@dlms-telemetry/observe';
import { jsonListOf, routingKey } from '@dlms-telemetry/reading';
import type { DecodedBatch, FrameWithReadings } from './frame-worker.js';

/** What is published: a message a reading, a frame, or many frames. */
export type OutputKind = 'Reading' | 'Frame' | 'Batch';

/** What of a receptor's options its messages depend on. */
export interface OutputOptions {
  readonly receptor: string;
  /** `Output`. */
  readonly output: readonly OutputKind[];
  readonly deviceType: string;
  readonly groupName: string;
  readonly registerAsGateway: boolean;
  /** The `GatewayId` option, or the service id. */
  readonly gatewayId: string;
  readonly serviceId: string;
}

/** A frame that gave readings, with its texts. */
export interface ReadFrame {
  readonly frame: FrameWithReadings;
  /** For the recorder. */
  readonly entry: Uint8Array;
  /** The frame as one object; empty where it was not asked for. */
  readonly whole: Uint8Array;
  /** JSON of each reading, in the order of `frame.routingKeys`. */
  readonly readings: readonly Uint8Array[];
}

/** A message for the exchange `telemetry`. */
export interface RoutedMessage {
  readonly routingKey: string;
  readonly message: BusMessage;
}

/** A batch holds whole frames, and no further one once it has this many readings. */
const READINGS_IN_BATCH = 1_000;

/** The frames of a batch that gave readings, with their texts: views. */
export function* readTexts({ frames, octets, places }: DecodedBatch): Generator<ReadFrame> {
  let at = 0;
  const next = (): Uint8Array => octets.subarray(places[at++], places[at++]);
  for (const frame of frames) {
    if (frame.type === 'refused') continue;
    const entry = next();
    const whole = next();
    yield { frame, entry, whole, readings: frame.routingKeys.map(next) };
  }
}

/** Frames in batches of some thousand readings. */
export function* inBatches(frames: readonly ReadFrame[]): Generator<ReadFrame[]> {
  let batch: ReadFrame[] = [];
  let readings = 0;
  for (const frame of frames) {
    batch.push(frame);
    readings += frame.readings.length;
    if (readings < READINGS_IN_BATCH) continue;
    yield batch;
    batch = [];
    readings = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The messages of a frame's readings, one each. */
export function* readingMessages(
  { frame, readings }: ReadFrame,
  receptor: string,
  trace?: TraceHeaders,
): Generator<RoutedMessage> {
  const headers = headersOf(frame, receptor, trace);
  for (let i = 0; i < readings.length; i++) {
    const key = frame.routingKeys[i];
    const body = readings[i];
    if (key !== undefined && body !== undefined)
      yield { routingKey: key, message: { body, headers } };
  }
}

/** What a receptor publishes of its frames. */
export class Outputs {
  readonly #options: OutputOptions;
  readonly #kinds: ReadonlySet<OutputKind>;
  readonly #batchKey: string;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#kinds = new Set(options.output);
    const { serviceId, groupName, deviceType, receptor } = options;
    this.#batchKey = routingKey({
      gatewayId: serviceId,
      measure: groupName === '' ? 'BATCH' : groupName,
      deviceType,
      deviceName: receptor,
    });
  }

  /** Whether frames are wanted as one object each. */
  get wholeFrames(): boolean {
    return this.#kinds.has('Frame') || this.#kinds.has('Batch');
  }

  /**
   * Messages of the frames of one envelope, in their order.
   *
   * @param trace headers that lead to where they come from
   */
  *messages(frames: readonly ReadFrame[], trace?: TraceHeaders): Generator<RoutedMessage> {
    const { receptor } = this.#options;
    for (const read of frames) {
      if (this.#kinds.has('Reading')) yield* readingMessages(read, receptor, trace);
      if (this.#kinds.has('Frame')) yield this.#frameMessage(read, trace);
    }
    if (!this.#kinds.has('Batch')) return;
    for (const batch of inBatches(frames)) yield this.#batchMessage(batch, trace);
  }

  #frameMessage({ frame, whole }: ReadFrame, trace?: TraceHeaders): RoutedMessage {
    const { registerAsGateway, gatewayId, groupName, deviceType, receptor } = this.#options;
    const key = routingKey({
      gatewayId: registerAsGateway ? frame.serial : gatewayId,
      measure: groupName === '' ? 'FRAME' : groupName,
      deviceType,
      deviceName: registerAsGateway ? receptor : frame.serial,
    });
    return {
      routingKey: key,
      message: { body: whole, headers: headersOf(frame, receptor, trace) },
    };
  }

  #batchMessage(batch: readonly ReadFrame[], trace?: TraceHeaders): RoutedMessage {
    const { receptor, groupName } = this.#options;
    return {
      routingKey: this.#batchKey,
      message: {
        body: jsonListOf(batch.map(({ whole }) => whole)),
        headers: { receptor, 'group-name': groupName, ...trace },
        count: batch.length,
      },
    };
  }
}

function headersOf(
  { frameId, groupName, serialSource }: FrameWithReadings,
  receptor: string,
  trace: TraceHeaders | undefined,
): Record<string, string | number> {
  const headers = {
    'frame-id': frameId,
    receptor,
    'group-name': groupName,
    'serial-source': serialSource,
  };
  return trace === undefined ? headers : { ...headers, ...trace };
}
