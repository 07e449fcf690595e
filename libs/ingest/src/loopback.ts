import type { Framer } from '@dlms-telemetry/dlms';
import type { Frame, Refusal, RefusedFrame } from '@dlms-telemetry/frame';
import { plainAddress } from './address.js';
import { Capture, type CaptureContext } from './capture.js';
import type { Acceptance } from './way.js';
import { isTlsHello } from './tls-gate.js';

/** Octets that are taken as if a meter had sent them to a receptor. */
export interface Loopback {
  /** Section name. */
  readonly receptor: string;
  readonly remoteAddress: string;
  readonly transport: 'tcp' | 'udp';
  /** Pieces in their order; of UDP each is a datagram. Their octets are not to change any more. */
  readonly packets: readonly Uint8Array[];
}

/** A frame that was cut from the octets of a loopback, or octets that were refused. */
export interface LoopbackFrame {
  readonly frame: Frame;
  /** Why it is not decoded; undefined for a frame that was captured. */
  readonly refusal: Refusal | undefined;
  /** Resolves once it cannot be lost any more; never when the stage stops before and gives it up. */
  readonly accepted: Promise<Acceptance>;
}

/** What was made of a loopback. */
export interface Injected {
  /** Stands in each frame: `loopback-...`. */
  readonly connectionId: string;
  readonly frames: readonly LoopbackFrame[];
}

/** Ways into the stage for what a loopback brings. */
export interface LoopbackPublishers {
  readonly captured: (frame: Frame, accepted: (where: Acceptance) => void) => void;
  readonly refused: (refused: RefusedFrame, accepted: (where: Acceptance) => void) => void;
}

/** Runs octets through a framer of their own, to the end of the connection or of each datagram. */
export function runLoopback(
  { remoteAddress, transport, packets }: Loopback,
  context: Omit<CaptureContext, 'captured' | 'refused'>,
  framer: Framer,
  localPort: number,
  publishers: LoopbackPublishers,
): Injected {
  const frames: LoopbackFrame[] = [];
  const hasTls = context.receptor.tls !== undefined;
  const capture = new Capture(
    {
      ...context,
      captured: (frame, release) => {
        const { promise, resolve } = Promise.withResolvers<Acceptance>();
        frames.push({ frame, refusal: undefined, accepted: promise });
        publishers.captured(frame, (where) => {
          release();
          resolve(where);
        });
      },
      refused: (refused, release) => {
        const { promise, resolve } = Promise.withResolvers<Acceptance>();
        frames.push({ ...refused, accepted: promise });
        publishers.refused(refused, (where) => {
          release();
          resolve(where);
        });
      },
    },
    framer,
    {
      transport: transport === 'tcp' && hasTls ? 'tls' : transport,
      remoteAddress: plainAddress(remoteAddress),
      remotePort: 0,
      localPort,
    },
  );
  const [first] = packets;
  if (transport === 'tcp' && !hasTls && first !== undefined && isTlsHello(first)) {
    const wire = first.slice(0, context.receptor.dropDataLength);
    capture.refuse('link.tls-hello', 'TLS came to a port without TLS', 0, wire);
  } else {
    for (const packet of packets) {
      capture.receive(packet);
      if (transport === 'udp') capture.endDatagram();
    }
    capture.end();
  }
  return { connectionId: context.connectionId, frames };
}
