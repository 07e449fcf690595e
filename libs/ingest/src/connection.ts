import type { Socket } from 'node:net';
import type { AnswerFate } from './answers.js';
import { Capture, type CaptureContext, type Sender } from './capture.js';
import { type DroppedClientRules, SilenceWatch } from './dropped-clients.js';
import type { CloseReason } from './events.js';
import { RubbishAccount, type RubbishPace } from './rubbish-pace.js';
import { isTlsHello } from './tls-gate.js';

/** What a connection is given by its listener. */
export interface ConnectionContext extends CaptureContext {
  readonly rules: DroppedClientRules;
  readonly pace: RubbishPace;
}

/** An open connection, as an operator is shown it. */
export interface OpenConnection {
  readonly connectionId: string;
  /** Name of the receptor. */
  readonly receptor: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** That came so far; of TLS, as they were on the wire. */
  readonly octets: number;
}

/** Octets of answers that the meter has not read; while more wait further answers are dropped, and all goes on. */
const MOST_UNREAD = 16 * 1024;

/** A meter's open connection: octets in, frames and refusals out, and answers to who asks for them. */
export class Connection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #sender: Sender;
  readonly #openedAt: number;
  readonly #capture: Capture;
  readonly #watch: SilenceWatch;
  readonly #rubbish: RubbishAccount;
  readonly #resume = (): void => {
    this.#readOn();
  };
  #reason: CloseReason = 'sender';
  #cancelWait: (() => void) | undefined;
  #isFirst = true;
  #ended = false;
  readonly #endAnswers: () => void;

  /** Begins to read. */
  constructor(
    socket: Socket,
    context: ConnectionContext,
    framer: ConstructorParameters<typeof Capture>[1],
    sender: Sender,
  ) {
    this.#socket = socket;
    this.#context = context;
    this.#sender = sender;
    this.#openedAt = context.ports.clock.now();
    const reply = this.#reply.bind(this);
    this.#capture = new Capture(context, framer, sender, reply);
    const { receptor, connectionId, ports, rules, pace } = context;
    const { remoteAddress, remotePort } = sender;
    const answerable = { remoteAddress, remotePort, reply };
    this.#endAnswers = context.answers.connected(connectionId, answerable);
    this.#rubbish = new RubbishAccount(pace);
    ports.events.connectionOpened({
      receptor: receptor.name,
      connectionId,
      remoteAddress: sender.remoteAddress,
    });
    if (rules.probeAfterMs !== undefined) socket.setKeepAlive(true, rules.probeAfterMs);
    this.#watch = new SilenceWatch(rules, {
      clock: ports.clock,
      settled: () => this.#capture.buffered === 0 && context.own.used === 0,
      gone: (reason) => {
        this.end(reason);
      },
    });
    socket
      .on('data', (chunk) => {
        this.#received(chunk);
      })
      .on('end', () => {
        this.end('sender');
      })
      .on('error', () => {
        this.#reason = 'lost';
      })
      .on('close', () => {
        this.end(this.#reason);
      });
    socket.resume();
  }

  /** What it is now. */
  get state(): OpenConnection {
    const { receptor, connectionId } = this.#context;
    const { remoteAddress, remotePort, localPort } = this.#sender;
    return {
      ...{ connectionId, receptor: receptor.name, remoteAddress, remotePort, localPort },
      ...{ openedAt: this.#openedAt, octets: this.#socket.bytesRead },
    };
  }

  /** A newer connection stands for the same meter: this one closes once all that it brought is accepted. */
  replace(): void {
    this.#watch.replace();
  }

  /** Ends the connection: what is half received becomes a refusal. */
  end(reason: CloseReason): void {
    if (this.#ended) return;
    this.#ended = true;
    const { ports, own, all, receptor, connectionId } = this.#context;
    this.#watch.end();
    this.#endAnswers();
    this.#cancelWait?.();
    own.forget(this.#resume);
    all.forget(this.#resume);
    this.#capture.end();
    this.#socket.destroy();
    ports.events.connectionClosed({
      receptor: receptor.name,
      connectionId,
      reason,
      dropped: this.#capture.dropped,
    });
  }

  #reply(octets: Uint8Array, told: (fate: AnswerFate) => void): void {
    const socket = this.#socket;
    if (this.#ended) {
      told('connection-gone');
      return;
    }
    if (socket.writableLength > MOST_UNREAD) {
      told('not-read');
      return;
    }
    if (socket.writableCorked === 0) {
      // Frames are accepted in envelopes: their answers leave together.
      socket.cork();
      process.nextTick(() => {
        socket.uncork();
      });
    }
    socket.write(octets, (error) => {
      told(error ? 'connection-gone' : 'sent');
    });
  }

  #received(chunk: Uint8Array): void {
    if (this.#ended) return;
    const { all, receptor } = this.#context;
    this.#watch.heard();
    if (all.full) {
      // Others have filled it: not looked at before there is room.
      this.#hold();
      this.#socket.unshift(chunk);
      all.onRoom(this.#resume);
      return;
    }
    if (this.#isFirst && isTlsHello(chunk)) {
      const wire = chunk.slice(0, receptor.dropDataLength);
      this.#capture.refuse('link.tls-hello', 'TLS came to a port without TLS', 0, wire);
      this.end('tls-hello');
      return;
    }
    this.#isFirst = false;
    this.#take(chunk);
  }

  /** In slices: what a sender of rubbish sends is not looked at before its time. */
  #take(chunk: Uint8Array): void {
    const { own, all } = this.#context;
    let at = 0;
    while (at < chunk.length) {
      const end = at + this.#rubbish.slice;
      const wait = this.#takeSlice(
        at === 0 && end >= chunk.length ? chunk : chunk.subarray(at, end),
      );
      at = end;
      if (wait === 0 && !own.full && !all.full) continue;
      if (wait > 0) this.#wait(wait);
      else {
        this.#hold();
        (own.full ? own : all).onRoom(this.#resume);
      }
      if (at < chunk.length) this.#socket.unshift(chunk.subarray(at));
      return;
    }
  }

  /** @returns milliseconds to wait before more is looked at */
  #takeSlice(slice: Uint8Array): number {
    const { framed, dropped, refusals } = this.#capture;
    this.#capture.receive(slice);
    return this.#rubbish.note(
      this.#capture.framed - framed,
      this.#capture.dropped - dropped,
      this.#capture.refusals - refusals,
    );
  }

  #hold(): void {
    const { ports, receptor, connectionId } = this.#context;
    this.#socket.pause();
    this.#watch.hold();
    ports.events.readingPaused({ receptor: receptor.name, connectionId });
  }

  /** Lets who sends rubbish wait. */
  #wait(ms: number): void {
    const { ports, receptor, connectionId } = this.#context;
    this.#socket.pause();
    this.#watch.hold();
    ports.events.rubbishSlowed({ receptor: receptor.name, connectionId });
    this.#cancelWait = ports.clock.setTimer(ms, () => {
      this.#cancelWait = undefined;
      this.#readOn();
    });
  }

  #readOn(): void {
    const { own, all } = this.#context;
    if (this.#ended) return;
    if (own.full) own.onRoom(this.#resume);
    else if (all.full) all.onRoom(this.#resume);
    else {
      this.#watch.release();
      this.#socket.resume();
    }
  }
}
