import type { Socket } from 'node:net';
import type { Framer, InterfaceType, LinkRefused } from '@dlms-telemetry/dlms';
import { type Frame, type RefusedFrame, refusalOf, uuidv7 } from '@dlms-telemetry/frame';
import type { OctetBudget } from './octet-budget.js';
import type { IngestPorts, IngestReceptor } from './ports.js';

const RANDOM_OCTETS_IN_ID = 10;
const IPV4_IN_IPV6 = '::ffff:';

/** What a connection is given by the stage. */
export interface ConnectionContext {
  readonly receptor: IngestReceptor;
  readonly gatewayProcess: string;
  readonly connectionId: string;
  readonly framer: Framer;
  readonly ports: IngestPorts;
  /** Octets of this connection that are read and not accepted. */
  readonly own: OctetBudget;
  /** The same of all connections. */
  readonly all: OctetBudget;
  /** Hands a frame on; calls back once it is accepted. */
  readonly captured: (frame: Frame, accepted: () => void) => void;
  /** Hands a refusal on; calls back once it is accepted. */
  readonly refused: (refused: RefusedFrame, accepted: () => void) => void;
}

/** A meter's open connection: octets in, frames and refusals out. Nothing is ever written to the meter. */
export class Connection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #remoteAddress: string;
  readonly #remotePort: number;
  readonly #localPort: number;
  readonly #resume = (): void => {
    this.#readOn();
  };
  #cancelTimer: (() => void) | undefined;
  #timerAt = Infinity;
  #ended = false;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.#remoteAddress = plainAddress(socket.remoteAddress ?? '');
    this.#remotePort = socket.remotePort ?? 0;
    this.#localPort = socket.localPort ?? 0;
    const { receptor, connectionId, ports } = context;
    ports.events.connectionOpened({
      receptor: receptor.name,
      connectionId,
      remoteAddress: this.#remoteAddress,
    });
    socket
      .on('data', (chunk) => {
        this.#received(chunk);
      })
      .on('end', () => {
        this.end();
      })
      .on('error', (error) => {
        ports.events.connectionFailed({ receptor: receptor.name, connectionId, error });
      })
      .on('close', () => {
        this.end();
      });
  }

  /** Ends the connection: what is half received becomes a refusal. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { framer, ports, own, all, receptor, connectionId } = this.#context;
    this.#cancelTimer?.();
    own.forget(this.#resume);
    all.forget(this.#resume);
    framer.end(ports.clock.now());
    this.#takeEvents();
    this.#socket.destroy();
    ports.events.connectionClosed({
      receptor: receptor.name,
      connectionId,
      dropped: framer.droppedTotal,
    });
  }

  #received(chunk: Uint8Array): void {
    const { framer, ports, own, all, receptor, connectionId } = this.#context;
    framer.receive(chunk, ports.clock.now());
    this.#takeEvents();
    this.#setTimer();
    if (!own.full && !all.full) return;
    this.#socket.pause();
    ports.events.readingPaused({ receptor: receptor.name, connectionId });
    (own.full ? own : all).onRoom(this.#resume);
  }

  #readOn(): void {
    const { own, all } = this.#context;
    if (this.#ended) return;
    if (own.full) own.onRoom(this.#resume);
    else if (all.full) all.onRoom(this.#resume);
    else this.#socket.resume();
  }

  #takeEvents(): void {
    const { framer, captured, refused, ports, receptor, connectionId } = this.#context;
    for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent()) {
      if (event.type === 'notice') {
        const { name } = event.notice;
        ports.events.linkNotice({ receptor: receptor.name, connectionId, name });
        continue;
      }
      const found = event.type === 'apdu' ? event.link.type : undefined;
      const frame = this.#frameOf(event.wire, found);
      const octets = frame.bytes.length;
      if (event.type === 'apdu') {
        ports.events.frameCaptured({
          receptor: receptor.name,
          connectionId,
          frameId: frame.id,
          octets,
        });
        captured(frame, this.#inFlight(octets));
      } else {
        ports.events.frameRefused({
          receptor: receptor.name,
          connectionId,
          frameId: frame.id,
          code: event.code,
        });
        refused({ frame, refusal: refusal(event) }, this.#inFlight(octets));
      }
    }
  }

  /** Counts octets as read and not accepted, until the returned function is called. */
  #inFlight(octets: number): () => void {
    const { own, all } = this.#context;
    own.take(octets);
    all.take(octets);
    return () => {
      own.release(octets);
      all.release(octets);
    };
  }

  /** @param found the framing that was recognised, which stands in the frame where the receptor leaves it open */
  #frameOf(bytes: Uint8Array, found: InterfaceType | undefined): Frame {
    const { ports, receptor, gatewayProcess, connectionId } = this.#context;
    const receivedAt = ports.clock.now();
    return {
      id: uuidv7(receivedAt, ports.random(RANDOM_OCTETS_IN_ID)),
      receptor: receptor.name,
      gatewayProcess,
      connectionId,
      transport: 'tcp',
      remoteAddress: this.#remoteAddress,
      remotePort: this.#remotePort,
      localPort: this.#localPort,
      receivedAt,
      interfaceType:
        receptor.interfaceType === 'Auto' && found !== undefined ? found : receptor.interfaceType,
      bytes,
    };
  }

  /** One timer a connection, moved only to an earlier time: most chunks leave it alone. */
  #setTimer(): void {
    const { framer, ports } = this.#context;
    const next = framer.nextTick();
    if (next === undefined || next >= this.#timerAt) return;
    this.#cancelTimer?.();
    this.#timerAt = next;
    this.#cancelTimer = ports.clock.setTimer(Math.max(next - ports.clock.now(), 0), () => {
      this.#timerAt = Infinity;
      this.#cancelTimer = undefined;
      framer.tick(ports.clock.now());
      this.#takeEvents();
      this.#setTimer();
    });
  }
}

function refusal(event: LinkRefused): RefusedFrame['refusal'] {
  return refusalOf(event.code, event.message, event.offset);
}

/** An IPv4 address as people write it, also where the socket is dual-stack. */
function plainAddress(address: string): string {
  return address.startsWith(IPV4_IN_IPV6) && address.includes('.')
    ? address.slice(IPV4_IN_IPV6.length)
    : address;
}
