import type { Answer } from '@dlms-telemetry/bus';
import {
  type ApduReceived,
  confirmationAskedBy,
  writeApdu,
  writeLinkAnswer,
} from '@dlms-telemetry/dlms';
import type { IngestEvents } from './events.js';

/** What became of an answer. */
export type AnswerFate =
  /** The operating system has it. */
  | 'sent'
  /** The connection was closed meanwhile, or is not of this process. */
  | 'connection-gone'
  /** The meter does not read what is sent to it. */
  | 'not-read'
  /** The network did not take it. */
  | 'failed'
  /** Nothing can be sent to a meter through its link layer. */
  | 'link-layer';

/** Sends octets to where a frame came from, and tells once what became of them. */
export type Reply = (octets: Uint8Array, told: (fate: AnswerFate) => void) => void;

/** A meter that can be answered. */
export interface Answerable {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly reply: Reply;
}

/** Sends to whoever sent a datagram. */
export type DatagramReply = (to: Omit<Answerable, 'reply'>) => Reply;

/**
 * The confirmation of a plain data-notification that asks for one, in the link layer it came in. Of the APDU nothing but
 * its tag and its long-invoke-id-and-priority is read; one that is ciphered is the decoder's to answer.
 *
 * @returns undefined when none is asked for
 */
export function confirmationOf(received: ApduReceived): (() => Uint8Array | undefined) | undefined {
  const longInvokeIdAndPriority = confirmationAskedBy(received.apdu);
  if (longInvokeIdAndPriority === undefined) return undefined;
  const { link } = received;
  const confirm = { longInvokeIdAndPriority, dateTime: null } as const;
  return () => writeLinkAnswer(writeApdu({ type: 'data-notification-confirm', ...confirm }), link);
}

/** Sends answers, and reports what becomes of each. */
export class Answers {
  readonly #events: Pick<IngestEvents, 'answerSent' | 'answerDropped'>;
  readonly #connections = new Map<string, Answerable>();
  readonly #ports = new Map<string, DatagramReply>();

  constructor(events: Pick<IngestEvents, 'answerSent' | 'answerDropped'>) {
    this.#events = events;
  }

  /** A connection can be answered over from now on, until the returned function is called. */
  connected(connectionId: string, connection: Answerable): () => void {
    this.#connections.set(connectionId, connection);
    return () => this.#connections.delete(connectionId);
  }

  /** Datagrams of a receptor can be answered from now on, until the returned function is called. */
  listening(receptor: string, reply: DatagramReply): () => void {
    this.#ports.set(receptor, reply);
    return () => {
      // The port may have moved, and another one be open in its place.
      if (this.#ports.get(receptor) === reply) this.#ports.delete(receptor);
    };
  }

  /** Sends an answer that somebody else has made to where its frame came from, if that is still there. */
  deliver(answer: Answer): void {
    this.send(answer, answer.octets, this.#replyTo(answer));
  }

  /** Sends an answer. @param octets undefined where the link layer has none */
  send(
    { receptor, connectionId, frameId }: Pick<Answer, 'receptor' | 'connectionId' | 'frameId'>,
    octets: Uint8Array | undefined,
    reply: Reply | undefined,
  ): void {
    const of = { receptor, connectionId, frameId };
    const told = (fate: AnswerFate): void => {
      if (fate === 'sent') this.#events.answerSent(of);
      else this.#events.answerDropped({ ...of, reason: fate });
    };
    if (octets === undefined) told('link-layer');
    else if (reply === undefined) told('connection-gone');
    else reply(octets, told);
  }

  /** Names of connections may come again with another run of the process: address and port must be the same too. */
  #replyTo(answer: Answer): Reply | undefined {
    if (answer.transport === 'udp') return this.#ports.get(answer.receptor)?.(answer);
    const connection = this.#connections.get(answer.connectionId);
    const { remoteAddress, remotePort, reply } = connection ?? {};
    return remoteAddress === answer.remoteAddress && remotePort === answer.remotePort
      ? reply
      : undefined;
  }
}
