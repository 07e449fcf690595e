import type { Options } from 'amqplib';
import type { Answer, BusMessage } from '../bus.js';

/** The exchange by which the broker delivers to a queue by its name. */
export const DEFAULT_EXCHANGE = '';

/** Answers that a gateway process is handed at once. */
export const ANSWERS_PREFETCH = 250;

/** No meter waits for an answer for longer. */
const ANSWER_MS = 60_000;
const WAITING_ANSWERS = 10_000;

/** The queue of a gateway process: of the one that declared it alone, and gone with its connection. */
export const GATEWAY_QUEUE: Options.AssertQueue = {
  exclusive: true,
  autoDelete: true,
  durable: false,
  arguments: {
    'x-max-length': WAITING_ANSWERS,
    'x-overflow': 'drop-head',
    'x-message-ttl': ANSWER_MS,
  },
};

/** An answer as a message: its octets, and in headers where they go. */
export function messageOfAnswer(answer: Answer): BusMessage {
  const { frameId, receptor, connectionId, transport, remoteAddress, remotePort, octets } = answer;
  return {
    body: octets,
    headers: { frameId, receptor, connectionId, transport, remoteAddress, remotePort },
  };
}

/** What `messageOfAnswer` wrote. Of a header that is missing, the answer names nothing, and finds no connection. */
export function answerOfMessage({ body, headers = {} }: BusMessage): Answer {
  const text = (name: string): string => String(headers[name] ?? '');
  return {
    frameId: text('frameId'),
    receptor: text('receptor'),
    connectionId: text('connectionId'),
    transport: text('transport'),
    remoteAddress: text('remoteAddress'),
    remotePort: Number(headers.remotePort ?? 0),
    octets: body,
  };
}
