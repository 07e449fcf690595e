import { type EventsOf, event } from '@dlms-telemetry/observe';
import type { AnswerFate } from './answers.js';

interface Connection {
  readonly receptor: string;
  readonly connectionId: string;
}

/** Why a connection closes. */
export type CloseReason =
  /** The meter closed it. */
  | 'sender'
  /** The network lost it. */
  | 'lost'
  /** We stop, or the receptor does. */
  | 'stopped'
  /** `Encryption` has changed. */
  | 'reconfigured'
  /** `NoDataTimeout` */
  | 'no-data'
  /** `DroppedClientTimeoutSecs` */
  | 'read-timeout'
  /** A newer connection of the same address, with DisconnectOtherConnections. */
  | 'replaced'
  | 'max-connections'
  | 'max-connections-per-address'
  /** A load balancer sent no octet, a bad PROXY header, or one that is a health check. */
  | 'no-proxy-header'
  | 'proxy-header'
  | 'health-check'
  /** TLS on a port without it, or octets without TLS (or none) on a port with it. */
  | 'tls-hello'
  | 'no-tls';

/** What the stage reports. */
export const ingestEvents = {
  sourceNotJudged: event<{ readonly receptor: string }>({
    message:
      'the list of registered addresses was not there or too old to refuse a sender by it; the decoder judges',
    level: 'silent',
    counter: 'gateway_sources_not_judged_total',
    labels: ['receptor'],
  }),
  listening: event<{
    readonly receptor: string;
    readonly address: string;
    readonly port: number;
    readonly transport?: 'udp';
  }>({
    message: 'a receptor listens',
    level: 'info',
  }),
  listeningEnded: event<{
    readonly receptor: string;
    readonly address: string;
    readonly port: number;
    readonly transport?: 'udp';
  }>({
    message: 'a receptor listens there no more: the configuration has changed',
    level: 'info',
  }),
  listeningUnchanged: event<{ readonly receptor: string; readonly error: unknown }>({
    message:
      'a port could not be opened or changed as the configuration asks, and is left as it was; the next change of the file tries again',
    level: 'error',
    counter: 'gateway_listening_unchanged_total',
    labels: ['receptor'],
  }),
  loopbackTaken: event<Connection & { readonly remoteAddress: string; readonly octets: number }>({
    message: 'octets of a loopback were taken as if a meter had sent them',
    level: 'info',
    counter: 'gateway_loopbacks_total',
    labels: ['receptor'],
  }),
  connectionOpened: event<Connection & { readonly remoteAddress: string }>({
    message: 'a connection was opened',
    level: 'debug',
    counter: 'gateway_connections_opened_total',
    labels: ['receptor'],
  }),
  connectionClosed: event<Connection & { readonly reason: CloseReason; readonly dropped: number }>({
    message: 'a connection was closed',
    level: 'debug',
    counter: 'gateway_connections_closed_total',
    labels: ['receptor', 'reason'],
  }),
  connectionTurnedAway: event<
    Connection & { readonly remoteAddress: string; readonly reason: CloseReason }
  >({
    message: 'a connection was closed before it could bring a frame',
    level: 'debug',
    counter: 'gateway_connections_turned_away_total',
    labels: ['receptor', 'reason'],
  }),
  connectionFailed: event<Connection & { readonly error: unknown }>({
    message: 'a connection was lost',
    level: 'debug',
    counter: 'gateway_connections_failed_total',
    labels: ['receptor'],
  }),
  datagramDropped: event<{ readonly receptor: string; readonly remoteAddress: string }>({
    message:
      'a datagram was dropped: more was read than is accepted yet, or too many of them give no frame',
    level: 'debug',
    counter: 'gateway_datagrams_dropped_total',
    labels: ['receptor'],
  }),
  tlsFailed: event<Connection & { readonly remoteAddress: string; readonly error: unknown }>({
    message: 'a TLS handshake failed, and the connection was closed',
    level: 'info',
    linesAMinute: 20,
    counter: 'gateway_tls_failed_total',
    labels: ['receptor'],
  }),
  certificateKept: event<{ readonly receptor: string; readonly error: unknown }>({
    message: 'a renewed certificate cannot be used, and the one before it stays',
    level: 'error',
    counter: 'gateway_certificate_kept_total',
    labels: ['receptor'],
  }),
  frameCaptured: event<Connection & { readonly frameId: string; readonly octets: number }>({
    message: 'a frame was cut from the stream',
    level: 'debug',
    counter: 'gateway_frames_captured_total',
    labels: ['receptor'],
  }),
  frameRefused: event<Connection & { readonly frameId: string; readonly code: string }>({
    message: 'octets were refused',
    level: 'debug',
    counter: 'gateway_frames_refused_total',
    labels: ['receptor', 'code'],
  }),
  linkNotice: event<Connection & { readonly name: string }>({
    message: 'a message of the link layer itself: no APDU, and nothing wrong',
    level: 'debug',
    counter: 'gateway_link_notices_total',
    labels: ['receptor', 'name'],
  }),
  readingPaused: event<Connection>({
    message: 'a connection is not read until what it sent is accepted',
    level: 'debug',
    counter: 'gateway_reading_paused_total',
    labels: ['receptor'],
  }),
  rubbishSlowed: event<Connection>({
    message: 'a connection brings almost nothing but octets that give no frame, and is read slowly',
    level: 'debug',
    counter: 'gateway_rubbish_slowed_total',
    labels: ['receptor'],
  }),
  answerSent: event<Connection & { readonly frameId: string }>({
    message: 'a meter that asked for it was told that its notification is accepted',
    level: 'debug',
    counter: 'gateway_answers_sent_total',
    labels: ['receptor'],
  }),
  answerDropped: event<
    Connection & { readonly frameId: string; readonly reason: Exclude<AnswerFate, 'sent'> }
  >({
    message: 'an answer could not be sent to its meter, which will send its notification again',
    level: 'debug',
    counter: 'gateway_answers_dropped_total',
    labels: ['receptor', 'reason'],
  }),
  framesOverflowed: event<{ readonly receptor: string; readonly frames: number }>({
    message: 'frames went to the overflow: as many wait as may',
    level: 'silent',
    counter: 'gateway_frames_overflowed_total',
    labels: ['receptor'],
    amount: 'frames',
  }),
  overflowing: event<{ readonly receptor: string; readonly limit: number }>({
    message:
      'more frames come than are decoded: what is over ProcessBoundedCapacity x MaxBoundedPacketMultiplier goes to the backlog (told once a minute)',
    level: 'warn',
  }),
  framesStored: event<{
    readonly receptor: string;
    readonly cause: 'broker' | 'overload';
    readonly frames: number;
  }>({
    message: 'frames that the bus did not take were stored in the backlog',
    level: 'silent',
    counter: 'gateway_frames_stored_total',
    labels: ['receptor', 'cause'],
    amount: 'frames',
  }),
  storingFrames: event<{ readonly receptor: string; readonly error: unknown }>({
    message: 'the bus does not take frames: they are stored in the backlog (told once a minute)',
    level: 'warn',
  }),
  publishFailed: event<{
    readonly queue: string;
    readonly frames: number;
    readonly error: unknown;
  }>({
    message: 'frames could not be handed over and are tried again',
    level: 'warn',
    counter: 'gateway_publish_failed_total',
    labels: ['queue'],
  }),
  framesGivenUp: event<{ readonly queue: string; readonly frames: number }>({
    message: 'frames were read but not accepted before the process had to end',
    level: 'error',
    counter: 'gateway_frames_given_up_total',
    labels: ['queue'],
    amount: 'frames',
  }),
  serverFailed: event<{ readonly receptor: string; readonly error: unknown }>({
    message: 'a listening port failed',
    level: 'error',
  }),
};

export type IngestEvents = EventsOf<typeof ingestEvents>;
