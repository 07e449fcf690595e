import type {
  ActionRequestNormal,
  AuthenticationValue,
  Data,
  HlsExchange,
  HlsMechanism,
  InitiateRequest,
  Keys,
  PlainApdu,
  UserInformation,
} from '@dlms-telemetry/dlms';
import {
  DecodeError,
  HLS_MECHANISMS,
  isRightAnswer,
  MECHANISM,
  mechanismOf,
  readApdu,
  readProtection,
  unprotect,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { keysOf } from './decode.js';
import type { Difference } from './difference.js';
import { optionalOctets } from './hex.js';
import type { Vector } from './vector.js';

/** The sides of a dialogue. */
export type Side = 'client' | 'server';

const ASSOCIATION_CLASS = 15;
const REPLY_TO_HLS = 1;
const NO_OCTETS = new Uint8Array(0);

/** What one side has told of itself. */
interface Party {
  title: Uint8Array | undefined;
  challenge: Uint8Array | undefined;
}

/**
 * What is known of the two sides of a dialogue: at first what the vector says, then what they tell each other. A title
 * in AARQ or AARE goes before the configured one; the dedicated key comes with the initiate request.
 */
export class AssociationState {
  readonly #secrets: Pick<HlsExchange, 'secret' | 'suite'>;
  readonly #parties: Readonly<Record<Side, Party>>;
  #keys: Keys | undefined;
  #mechanism: HlsMechanism | undefined;
  /** The client has just answered a challenge; what comes next is the server's answer. */
  #answering = false;

  constructor(vector: Vector) {
    const { security } = vector;
    const secret = optionalOctets(security?.secretHex);
    const suite = security?.suite;
    this.#secrets = {
      ...(secret === undefined ? {} : { secret }),
      ...(typeof suite === 'number' ? { suite } : {}),
    };
    this.#keys = keysOf(vector);
    const server = optionalOctets(security?.serverSystemTitle ?? security?.systemTitle);
    const client = optionalOctets(security?.clientSystemTitle);
    this.#parties = {
      client: { title: client, challenge: undefined },
      server: { title: server, challenge: undefined },
    };
  }

  get keys(): Keys | undefined {
    return this.#keys;
  }

  titleOf(side: Side): Uint8Array | undefined {
    return this.#parties[side].title;
  }

  /** Takes in what an APDU tells, and checks what it proves: the passes 3 and 4 of high level security. */
  learn(from: Side, apdu: PlainApdu): Difference[] {
    const answering = this.#answering;
    this.#answering = false;
    if (apdu.type === 'aarq') {
      this.#meet('client', apdu.callingApTitle, apdu.callingAuthenticationValue);
      this.#mechanism = hlsMechanism(apdu.mechanismName);
      this.#takeDedicatedKey(apdu.userInformation);
    }
    if (apdu.type === 'aare')
      this.#meet('server', apdu.respondingApTitle, apdu.respondingAuthenticationValue);
    if (apdu.type === 'action-request-normal' && isReplyToHls(apdu)) {
      this.#answering = true;
      return this.#judge(from, apdu.methodInvocationParameters);
    }
    if (apdu.type !== 'action-response-normal' || !answering) return [];
    const { returnParameters } = apdu.singleResponse;
    return returnParameters?.choice === 'data' ? this.#judge(from, returnParameters.data) : [];
  }

  #meet(side: Side, title: Uint8Array | undefined, value: AuthenticationValue | undefined): void {
    const party = this.#parties[side];
    party.title = title ?? party.title;
    party.challenge = value?.value instanceof Uint8Array ? value.value : undefined;
  }

  #takeDedicatedKey(information: UserInformation | undefined): void {
    const dedicatedKey = this.#initiateIn(information)?.dedicatedKey;
    if (dedicatedKey !== undefined) this.#keys = { ...this.#keys, dedicatedKey };
  }

  #initiateIn(information: UserInformation | undefined): InitiateRequest | undefined {
    if (information?.type !== 'protected')
      return information?.type === 'initiate-request' ? information : undefined;
    const title = this.titleOf('client');
    if (this.#keys === undefined || title === undefined) return undefined;
    const plain = unprotect(readProtection(information.apdu), this.#keys, title, nodeCrypto);
    const apdu = readApdu(plain);
    return apdu.type === 'initiate-request' ? apdu : undefined;
  }

  /** Whether a side answers the other's challenge rightly. Where the vector lacks the secret, nothing can be said. */
  #judge(from: Side, answer: Data | undefined): Difference[] {
    const asker = this.#parties[from === 'client' ? 'server' : 'client'];
    const answerer = this.#parties[from];
    if (this.#mechanism === undefined || asker.challenge === undefined) return [];
    const exchange: HlsExchange = {
      ...this.#secrets,
      ...(this.#keys && { keys: this.#keys }),
      mechanism: this.#mechanism,
      challenge: asker.challenge,
      answererTitle: answerer.title ?? NO_OCTETS,
      askerTitle: asker.title ?? NO_OCTETS,
      answererChallenge: answerer.challenge ?? NO_OCTETS,
    };
    const octets = answer?.type === 'octet-string' ? answer.value : NO_OCTETS;
    try {
      if (isRightAnswer(exchange, octets, nodeCrypto)) return [];
    } catch (error) {
      if (error instanceof DecodeError) return [];
      throw error;
    }
    return [{ place: 'answer', expected: 'the right answer', actual: 'another one' }];
  }
}

function isReplyToHls({ methodDescriptor: { classId, method } }: ActionRequestNormal): boolean {
  return classId === ASSOCIATION_CLASS && method === REPLY_TO_HLS;
}

function hlsMechanism(name: string | undefined): HlsMechanism | undefined {
  const mechanism = name === undefined ? undefined : mechanismOf(name);
  const number = mechanism === undefined ? undefined : MECHANISM[mechanism];
  return HLS_MECHANISMS.find((one) => one === number);
}
