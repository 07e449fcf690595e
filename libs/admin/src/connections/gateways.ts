import type { Deserializer } from '@nestjs/microservices';
import { lastValueFrom, timer } from 'rxjs';
import { takeUntil, toArray } from 'rxjs/operators';
import { AdminError } from '../errors.js';
import {
  GATEWAYS_EXCHANGE,
  LIST_CONNECTIONS,
  gatewayConnections,
  type GatewayConnections,
  type ListConnections,
} from './gateway-messages.js';
import { ControlClient } from './transport.js';

/** Asks all gateways. */
export interface Gateways {
  /** @throws {AdminError} `connections.away` */
  connections(wanted: ListConnections): Promise<readonly GatewayConnections[]>;
  stop(): Promise<void>;
}

/** How long gateways are waited for, where nobody says. */
export const GATEWAY_LIMIT_MS = 500;

/**
 * Asks all gateways over RabbitMQ, by the framework's own transport: one message to the exchange that all listen to, and
 * as many answers as come within a time limit. Nobody knows beforehand how many gateways there are.
 */
export class RabbitGateways implements Gateways {
  readonly #client: ControlClient;
  readonly #limitMs: number;
  #isUp = false;

  /** @param limitMs how long answers are waited for */
  constructor(amqpUrl: string, limitMs: number = GATEWAY_LIMIT_MS) {
    this.#limitMs = limitMs;
    this.#client = new ControlClient({
      urls: [amqpUrl],
      exchange: GATEWAYS_EXCHANGE,
      exchangeType: 'fanout',
      persistent: false,
      deserializer: new AllAnswers(),
    });
    this.#client.status.subscribe((status: string) => {
      this.#isUp = status === 'connected' || status === 'unblocked';
    });
  }

  async connections(wanted: ListConnections): Promise<readonly GatewayConnections[]> {
    try {
      await within(this.#client.connect(), this.#limitMs);
      const answers = this.#client
        .send<unknown>(LIST_CONNECTIONS, wanted)
        .pipe(takeUntil(timer(this.#limitMs)), toArray());
      const found = (await lastValueFrom(answers)).map((answer) =>
        gatewayConnections.safeParse(answer),
      );
      if (this.#isUp) return found.flatMap(({ data }) => data ?? []);
    } catch {
      // The framework has told it already.
    }
    throw new AdminError('connections.away', 'the gateways cannot be asked at the moment');
  }

  /** Whether the broker can be reached now. */
  async reachable(): Promise<boolean> {
    await within(this.#client.connect(), this.#limitMs).catch(() => undefined);
    return this.#isUp;
  }

  async stop(): Promise<void> {
    await this.#client.close();
  }
}

/** No answer is the last one, and a gateway's failure is not the others': only the time limit ends the wait. */
class AllAnswers implements Deserializer {
  deserialize(value: unknown): { readonly response: unknown } {
    const isPacket = typeof value === 'object' && value !== null && 'response' in value;
    return { response: isPacket ? value.response : null };
  }
}

async function within(promise: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timeout = setTimeout(() => {
    reject(new Error('late'));
  }, limitMs);
  await Promise.race([promise, late]).finally(() => {
    clearTimeout(timeout);
  });
}
