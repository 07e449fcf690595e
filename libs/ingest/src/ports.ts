import type { Bus, WaitingFrames } from '@dlms-telemetry/bus';
import type { Framer, FramerOptions, InterfaceType } from '@dlms-telemetry/dlms';
import type { Answers } from './answers.js';
import type { CaptureContext } from './capture.js';
import type { TlsOptions } from './certificates.js';
import type { ConnectionLimits } from './connection-table.js';
import type { DroppedClientOptions } from './dropped-clients.js';
import type { IngestEvents } from './events.js';
import type { RubbishPace } from './rubbish-pace.js';

/** Time as the stage sees it. */
export interface IngestClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** An envelope that the bus did not take. */
export interface UntakenEnvelope {
  /** UUID of its first frame. */
  readonly firstFrameId: string;
  readonly receptor: string;
  /** `overload`: it was on its way to the overflow. */
  readonly cause: 'broker' | 'overload';
  /** Frames in it. */
  readonly count: number;
  /** Milliseconds since 1970 at which its oldest frame was received. */
  readonly receivedAt: number;
  readonly envelope: Uint8Array;
}

/** Where envelopes go that the bus did not take. */
export interface BacklogWriter {
  /** Stores envelopes; one that is there already stays as it is. Resolves when they are on disk. */
  add(envelopes: readonly UntakenEnvelope[]): Promise<void>;
}

/**
 * Who may send, as far as a gateway knows: `unknown` is refused here, what is `not-judged` goes on to the decoder,
 * which judges every frame anyway.
 */
export interface Sources {
  judge(receptor: string, remoteAddress: string): 'known' | 'unknown' | 'not-judged';
}

/** What the stage works with. */
export interface IngestPorts {
  readonly bus: Bus;
  readonly backlog: BacklogWriter;
  /** Live frames that wait to be settled. */
  readonly waiting: WaitingFrames;
  readonly clock: IngestClock;
  /** Random octets, for ids. */
  readonly random: (octets: number) => Uint8Array;
  readonly createFramer: (interfaceType: InterfaceType, options: FramerOptions) => Framer;
  readonly events: IngestEvents;
  /** Left out: every source is left to the decoder. */
  readonly sources?: Sources;
}

/** One receptor to listen for. The names are those of its options. */
export interface IngestReceptor extends DroppedClientOptions, ConnectionLimits {
  /** Section name. */
  readonly name: string;
  /** `Any`, or an IP address or name to bind. */
  readonly address: string;
  readonly transports: readonly ('Tcp' | 'Udp')[];
  /** Port of each transport; 0 takes a free one. */
  readonly port: number;
  readonly interfaceType: InterfaceType;
  /** Longest APDU, octets. */
  readonly dropDataLength: number;
  readonly pduQuietTimeMs: number;
  /** So many live frames, times the multiplier, may wait; what comes while they do goes to the overflow. */
  readonly processBoundedCapacity: number;
  readonly maxBoundedPacketMultiplier: number;
  /** Addresses and ranges of load balancers, whose PROXY header is read and believed. */
  readonly proxyProtocolFrom: readonly string[];
  /** Addresses and ranges behind which several meters stand: a new connection closes no other there. */
  readonly sharedAddresses: readonly string[];
  /** `Encryption` Tls; left out: None. */
  readonly tls?: TlsOptions;
}

/** What the stage is set to. */
export interface IngestOptions {
  readonly receptors: readonly IngestReceptor[];
  /** Name of this process; stands in each frame, so that an answer finds its way back. */
  readonly gatewayProcess: string;
  /** Octets of one connection that may be read and not yet accepted, 512 a frame added. Default 512 KiB. */
  readonly octetsInFlightPerSocket?: number;
  /** The same of all connections. Default 64 MiB. */
  readonly octetsInFlight?: number;
  /** Several processes of this machine listen on the same ports, and share what comes. Default false. */
  readonly sharedPorts?: boolean;
}

/** An open port. */
export interface Listening {
  readonly receptor: string;
  readonly address: string;
  readonly port: number;
  /** Left out: TCP. */
  readonly transport?: 'udp';
}

/** What a listener is given by the stage. */
export interface ListenerContext {
  readonly receptor: IngestReceptor;
  readonly ports: IngestPorts;
  /** Where ways back to meters are made known. */
  readonly answers: Answers;
  /** How fast rubbish is read, shared by all. */
  readonly pace: RubbishPace;
  /** Everything that one connection needs beside the octets. */
  readonly captureContext: () => CaptureContext;
  readonly createFramer: () => ReturnType<IngestPorts['createFramer']>;
  /** As in the options of the stage. */
  readonly sharedPorts: boolean;
}
