/** A message of a durable queue of the in-process bus: one row holds an envelope with its count. */
export interface QueueTable {
  /** Rises over all queues. */
  readonly id: number;
  readonly queue: string;
  /** Frames in the body. */
  readonly count: number;
  /** JSON object. */
  readonly headers: string;
  readonly body: Uint8Array;
}
