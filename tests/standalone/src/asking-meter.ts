import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  createFramer,
  isCiphered,
  openProtected,
  protect,
  readApdu,
  toHex,
  writeHdlcUiFrames,
  writeWrapper,
  type Framer,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { KEYS, SYSTEM_TITLE } from './ciphered-push.js';
import { pushFrame } from './push-frames.js';

/** Of the service, as the option `ClientSystemTitle` has it. */
export const CLIENT_TITLE = '444C4D5300000001';

const WRAPPER_OCTETS = 8;
/** Of an APDU: tag and long-invoke-id-and-priority, whose bit 30 asks for a confirmation. */
const INVOKE_ID_AT = 1;
const ASKS = 0x4000_0000;

const METER_KEYS = {
  blockCipherKey: Buffer.from(KEYS.BlockCipherKey, 'hex'),
  authenticationKey: Buffer.from(KEYS.AuthenticationKey, 'hex'),
};
const ADDRESSES = { destination: Uint8Array.of(0xcf), source: Uint8Array.of(0x02, 0x25) };

/** What a meter speaks. */
export interface Speech {
  readonly link: 'WRAPPER' | 'HDLC';
  readonly ciphered: boolean;
}

/** An answer as its meter reads it. */
export interface HeardAnswer {
  /** Number of the push that it answers. */
  readonly number: number;
  /** Of the service; undefined of an answer in the clear. */
  readonly invocationCounter: number | undefined;
}

/** A meter that asks for a confirmation of everything it pushes, and reads what it is told. */
export class AskingMeter {
  readonly heard: HeardAnswer[] = [];
  readonly socket: Socket;
  readonly #speech: Speech;
  readonly #framer: Framer;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket, speech: Speech) {
    this.socket = socket;
    this.#speech = speech;
    this.#framer = createFramer(speech.link, { maxApduLength: 1_000 });
    socket.on('data', (chunk: Uint8Array) => {
      this.#framer.receive(chunk, 0);
      this.#read();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#wake();
    });
  }

  static async dial(port: number, speech: Speech): Promise<AskingMeter> {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new AskingMeter(socket, speech);
  }

  /** The octets of a push. @param number told in its readings, and the meter's own invocation counter */
  static octetsOf(number: number, { link, ciphered }: Speech): Uint8Array {
    const plain = pushFrame(number).subarray(WRAPPER_OCTETS);
    plain.writeUInt32BE(ASKS + number, INVOKE_ID_AT);
    const apdu = ciphered
      ? protect(
          plain,
          {
            ...{ type: 'general-glo-ciphering', securityControl: 0x30 },
            ...{ invocationCounter: number, keys: METER_KEYS },
            systemTitle: Buffer.from(SYSTEM_TITLE, 'hex'),
          },
          nodeCrypto,
        )
      : plain;
    return link === 'WRAPPER'
      ? writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 })
      : Buffer.concat(writeHdlcUiFrames(apdu, ADDRESSES));
  }

  push(number: number): void {
    this.socket.write(AskingMeter.octetsOf(number, this.#speech));
  }

  /** Resolves with so many answers, or with those that came before the connection closed. */
  async answers(count: number): Promise<readonly HeardAnswer[]> {
    while (this.heard.length < count && !this.socket.closed)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.heard;
  }

  #read(): void {
    for (
      let event = this.#framer.nextEvent();
      event !== undefined;
      event = this.#framer.nextEvent()
    ) {
      if (event.type !== 'apdu') throw new Error(`${toHex(event.wire)} is no answer`);
      this.heard.push(answerIn(event.apdu));
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function answerIn(octets: Uint8Array): HeardAnswer {
  const apdu = readApdu(octets);
  if (apdu.type === 'data-notification-confirm')
    return { number: apdu.longInvokeIdAndPriority - ASKS, invocationCounter: undefined };
  if (!isCiphered(apdu)) throw new Error(`${apdu.type} is no answer`);
  const title = Buffer.from(CLIENT_TITLE, 'hex');
  const opened = openProtected(apdu, METER_KEYS, title, nodeCrypto).apdu;
  if (opened.type !== 'data-notification-confirm') throw new Error(`${opened.type} is no answer`);
  return {
    number: opened.longInvokeIdAndPriority - ASKS,
    invocationCounter: apdu.content.invocationCounter,
  };
}
