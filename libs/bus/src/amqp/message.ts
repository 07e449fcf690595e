import type { ConsumeMessage } from 'amqplib';
import type { BusMessage } from '../bus.js';

/** Header of how many frames (or frames' readings) a body holds; absent for one. */
const COUNT_HEADER = 'count';

/** The broker's own headers, `x-delivery-count` and its like: they belong to one delivery, not to the message. */
const BROKER_HEADER_PREFIX = 'x-';

/** The body as amqplib takes it: a view, nothing is copied. */
export function contentOf({ body }: BusMessage): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** The headers of a message on the wire. */
export function headersOf({ headers, count }: BusMessage): Record<string, string | number> {
  return count === undefined || count === 1
    ? { ...headers }
    : { ...headers, [COUNT_HEADER]: count };
}

/** Reads the headers of a message that came. */
export function readHeaders({ properties }: ConsumeMessage): {
  readonly headers: Record<string, string | number>;
  readonly count: number;
} {
  const headers: Record<string, string | number> = {};
  let count = 1;
  const received: Record<string, unknown> = properties.headers ?? {};
  for (const [name, value] of Object.entries(received)) {
    if (name.startsWith(BROKER_HEADER_PREFIX)) continue;
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (name === COUNT_HEADER) count = Number(value);
    else headers[name] = value;
  }
  return { headers, count };
}
