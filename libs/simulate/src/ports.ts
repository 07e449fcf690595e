import type { Crypto } from '@dlms-telemetry/dlms';
import type { SimulateEvents } from './events.js';

/** Time as the simulator sees it. */
export interface SimulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** An open connection from a meter to a receptor. What the other side sends is dropped. */
export interface MeterSocket {
  /** Resolves when the octets have been handed to the network; rejects when the connection is lost. */
  write(octets: Uint8Array): Promise<void>;
  /** Ends the connection after what was written. Resolves when it is closed. */
  end(): Promise<void>;
  /** Breaks the connection off. */
  destroy(): void;
  /** True once the connection can carry nothing any more, whoever closed it. */
  readonly closed: boolean;
}

/** Opens a connection. Rejects when there is none within the time that the adapter allows. */
export type Connect = (host: string, port: number) => Promise<MeterSocket>;

/** Keeps invocation counters beyond a restart. */
export interface CounterStore {
  /**
   * Reserves `count` counters of a meter and resolves with the first of them, after the reservation cannot be lost any
   * more. No counter is ever reserved twice.
   * @param title system title in hex
   */
  reserve(title: string, count: number): Promise<number>;
}

/** What a simulator is given. */
export interface SimulatorPorts {
  readonly crypto: Crypto;
  readonly clock: SimulatorClock;
  readonly connect: Connect;
  readonly counters: CounterStore;
  readonly events: SimulateEvents;
}
