import type { Bus } from '@dlms-telemetry/bus';
import type { Framer, FramerOptions, InterfaceType } from '@dlms-telemetry/dlms';
import type { IngestEvents } from './events.js';

/** Time as the stage sees it. */
export interface IngestClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** What the stage works with. */
export interface IngestPorts {
  readonly bus: Bus;
  readonly clock: IngestClock;
  /** Random octets, for ids. */
  readonly random: (octets: number) => Uint8Array;
  readonly createFramer: (interfaceType: InterfaceType, options: FramerOptions) => Framer;
  readonly events: IngestEvents;
}

/** One receptor to listen for. The names are those of its options. */
export interface IngestReceptor {
  /** Section name. */
  readonly name: string;
  /** `Any`, or an IP address or name to bind. */
  readonly address: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly interfaceType: InterfaceType;
  /** Longest APDU, octets. */
  readonly dropDataLength: number;
  readonly pduQuietTimeMs: number;
}

/** What the stage is set to. */
export interface IngestOptions {
  readonly receptors: readonly IngestReceptor[];
  /** Name of this process; stands in each frame, so that an answer finds its way back. */
  readonly gatewayProcess: string;
  /** Octets of one connection that may be read and not yet accepted. Default 256 KiB. */
  readonly octetsInFlightPerSocket?: number;
  /** Octets of all connections that may be read and not yet accepted. Default 64 MiB. */
  readonly octetsInFlight?: number;
}

/** An open port. */
export interface Listening {
  readonly receptor: string;
  readonly address: string;
  readonly port: number;
}
