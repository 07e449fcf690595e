import type { ApduReceived, Framer, InterfaceType } from '@dlms-telemetry/dlms';
import {
  type Frame,
  type RefusedFrame,
  type Transport,
  refusalOf,
  uuidv7,
} from '@dlms-telemetry/frame';
import { type Answers, type Reply, confirmationOf } from './answers.js';
import type { OctetBudget } from './octet-budget.js';
import type { IngestPorts, IngestReceptor } from './ports.js';

const RANDOM_OCTETS_IN_ID = 10;
/** What a frame takes in memory besides its octets until it is accepted: very short ones must not count for nothing. */
const FRAME_OVERHEAD = 512;

/** Where octets come from. */
export interface Sender {
  readonly transport: Transport;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
}

/** What a capture is given by the stage. */
export interface CaptureContext {
  readonly receptor: IngestReceptor;
  readonly gatewayProcess: string;
  readonly connectionId: string;
  readonly ports: IngestPorts;
  readonly answers: Answers;
  /** Octets of this connection that are read and not accepted. */
  readonly own: OctetBudget;
  /** The same of all connections. */
  readonly all: OctetBudget;
  /** Hands a frame on; calls back once it is accepted. */
  readonly captured: (frame: Frame, accepted: () => void) => void;
  /** Hands a refusal on; calls back once it is accepted. */
  readonly refused: (refused: RefusedFrame, accepted: () => void) => void;
}

/** Cuts what one sender sends into frames and refusals, and hands them on. */
export class Capture {
  readonly #context: CaptureContext;
  readonly #framer: Framer;
  readonly #sender: Sender;
  readonly #reply: Reply | undefined;
  #framed = 0;
  #refusals = 0;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Infinity;

  /** @param reply the way back to the sender; without one nothing is answered */
  constructor(context: CaptureContext, framer: Framer, sender: Sender, reply?: Reply) {
    this.#context = context;
    this.#framer = framer;
    this.#sender = sender;
    this.#reply = reply;
  }

  /** Octets that wait for the rest of their frame. */
  get buffered(): number {
    return this.#framer.buffered;
  }

  /** Octets that went into no APDU. */
  get dropped(): number {
    return this.#framer.droppedTotal;
  }

  /** Octets that went into frames. */
  get framed(): number {
    return this.#framed;
  }

  /** How much was refused, in refusals. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Takes octets as they came. */
  receive(octets: Uint8Array): void {
    this.#framer.receive(octets, this.#now());
    this.#takeEvents();
    this.#setTimer();
  }

  /** What was received came in a datagram, which ends here. */
  endDatagram(): void {
    this.#framer.endDatagram(this.#now());
    this.#takeEvents();
  }

  /** Nothing will follow: what is half received becomes a refusal. */
  end(): void {
    this.#cancelTimer?.();
    this.#framer.end(this.#now());
    this.#takeEvents();
  }

  /** Refuses octets that the framer has not seen. */
  refuse(code: string, message: string, offset: number | null, wire: Uint8Array): void {
    const { ports, receptor, connectionId, refused } = this.#context;
    const frame = this.#frameOf(wire, undefined);
    this.#refusals += 1;
    ports.events.frameRefused({
      receptor: receptor.name,
      connectionId,
      frameId: frame.id,
      code,
    });
    refused(
      { frame, refusal: refusalOf(code, message, offset) },
      this.#inFlight(frame.bytes.length),
    );
  }

  #takeEvents(): void {
    const { captured, ports, receptor, connectionId } = this.#context;
    for (
      let event = this.#framer.nextEvent();
      event !== undefined;
      event = this.#framer.nextEvent()
    ) {
      if (event.type === 'notice') {
        const { name } = event.notice;
        ports.events.linkNotice({ receptor: receptor.name, connectionId, name });
        continue;
      }
      if (event.type === 'refused') {
        this.refuse(event.code, event.message, event.offset, event.wire);
        continue;
      }
      if (this.#isUnknown()) {
        this.refuse('source.unknown-ip', this.#unknown(), null, event.wire);
        continue;
      }
      const frame = this.#frameOf(event.wire, event.link.type);
      const octets = frame.bytes.length;
      this.#framed += octets;
      ports.events.frameCaptured({
        receptor: receptor.name,
        connectionId,
        frameId: frame.id,
        octets,
      });
      captured(frame, this.#answered(frame, event, this.#inFlight(octets)));
    }
  }

  /** Answers a notification that asks for it once it is accepted: not before, or it could still be lost. */
  #answered(frame: Frame, event: ApduReceived, accepted: () => void): () => void {
    const reply = this.#reply;
    const confirmation = reply === undefined ? undefined : confirmationOf(event);
    if (confirmation === undefined) return accepted;
    const { receptor, connectionId, id: frameId } = frame;
    return () => {
      accepted();
      this.#context.answers.send({ receptor, connectionId, frameId }, confirmation(), reply);
    };
  }

  /** Whether nobody is registered for where this comes from. */
  #isUnknown(): boolean {
    const { ports, receptor } = this.#context;
    const judged = ports.sources?.judge(receptor.name, this.#sender.remoteAddress);
    if (judged === 'not-judged') ports.events.sourceNotJudged({ receptor: receptor.name });
    return judged === 'unknown';
  }

  #unknown(): string {
    const { remoteAddress } = this.#sender;
    return `No enabled user of this receptor is registered for the address ${remoteAddress}, nor one without an address.`;
  }

  /** Counts a frame as read and not accepted, until the returned function is called. */
  #inFlight(length: number): () => void {
    const { own, all } = this.#context;
    const octets = length + FRAME_OVERHEAD;
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
    const { transport, remoteAddress, remotePort, localPort } = this.#sender;
    const receivedAt = this.#now();
    return {
      id: uuidv7(receivedAt, ports.random(RANDOM_OCTETS_IN_ID)),
      receptor: receptor.name,
      gatewayProcess,
      connectionId,
      transport,
      remoteAddress,
      remotePort,
      localPort,
      receivedAt,
      interfaceType:
        receptor.interfaceType === 'Auto' && found !== undefined ? found : receptor.interfaceType,
      bytes,
    };
  }

  /** One timer, moved only to an earlier time: most chunks leave it alone. */
  #setTimer(): void {
    const next = this.#framer.nextTick();
    if (next === undefined || next >= this.#timerAt) return;
    this.#cancelTimer?.();
    this.#timerAt = next;
    const wait = Math.max(next - this.#now(), 0);
    this.#cancelTimer = this.#context.ports.clock.setTimer(wait, () => {
      this.#timerAt = Infinity;
      this.#cancelTimer = undefined;
      this.#framer.tick(this.#now());
      this.#takeEvents();
      this.#setTimer();
    });
  }

  #now(): number {
    return this.#context.ports.clock.now();
  }
}
