import type { BusMessage } from '@dlms-telemetry/bus';
import type { RefusedFrame } from '@dlms-telemetry/frame';

/** A port that takes frames now. */
export interface Listening {
  readonly receptor: string;
  readonly address: string;
  readonly port: number;
  /** Left out: TCP. */
  readonly transport?: 'udp';
}

/** Where readings and refusals are shown. A returned promise asks to wait before more is shown. */
export interface Output {
  listening(listening: Listening): void;
  /** A port takes frames no more: the configuration has changed. */
  listeningEnded(listening: Listening): void;
  /** The message's body is the reading as JSON. */
  reading(routingKey: string, message: BusMessage): void | Promise<void>;
  refused(refused: RefusedFrame): void | Promise<void>;
  /** Shows what is pending as far as somebody still looks, and ends. */
  close(): Promise<void>;
}
