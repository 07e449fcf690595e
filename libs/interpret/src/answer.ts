import {
  confirmationAskedBy,
  counterKeyOf,
  DecodeError,
  protectAnswer,
  toHex,
  writeApdu,
  writeLinkAnswer,
  type Crypto,
  type LinkDetails,
} from '@dlms-telemetry/dlms';
import { keysOf, type Opened } from './open-apdu.js';

/** What the sender of a protected notification waits for that asks for a confirmation. */
export type AnswerWanted =
  | {
      readonly type: 'wanted';
      /** The key under which the answer's invocation counter must be new: 32 hexadecimal digits; null: it takes none. */
      readonly scope: string | null;
    }
  | {
      readonly type: 'impossible';
      /** `no-title`: `ClientSystemTitle` is not set. `no-key`: a key of ours is not set that its protection needs. */
      readonly reason: 'no-title' | 'no-key';
    };

/** Under what an answer is made. */
export interface AnswerCounter {
  /** As it was wanted. */
  readonly scope: string | null;
  /** Used for nothing else under that key, before or after. */
  readonly invocationCounter: number;
}

/** An answer, or why there is none. */
export type MadeAnswer =
  | { readonly type: 'answer'; readonly octets: Uint8Array }
  | { readonly type: 'none'; readonly reason: NoAnswerReason };

/** `keys-changed`: the counter is one of another key by now. `link-layer`: there is no way back through it. */
export type NoAnswerReason = 'no-title' | 'no-key' | 'keys-changed' | 'link-layer';

const SCOPE_OCTETS = 16;
/** Keeps scopes of our own apart from whatever else is made of a key. */
const PURPOSE = new TextEncoder().encode('invocation counter of our own:');

/** Tells what answers protected notifications ask for, and makes them. */
export class AnswerMaker {
  readonly #crypto: Crypto;
  /** By the key, which is the same octets for as long as it is in use. */
  readonly #scopes = new WeakMap<Uint8Array, string>();

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** @returns undefined for what asks for no confirmation, and for what came in the clear: a gateway answers that */
  wantedBy({ plain, layers, candidate }: Opened): AnswerWanted | undefined {
    if (layers.length === 0 || confirmationAskedBy(plain) === undefined) return undefined;
    const keys = keysOf(candidate);
    if (keys.ownSystemTitle === undefined) return { type: 'impossible', reason: 'no-title' };
    try {
      const key = counterKeyOf(layers, keys);
      return { type: 'wanted', scope: key === null ? null : this.#scopeOf(key) };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { type: 'impossible', reason: 'no-key' };
    }
  }

  /**
   * Makes the answer to an opened notification, protected as that was.
   *
   * @param link of the frames that carried it
   */
  make(opened: Opened, link: LinkDetails, { scope, invocationCounter }: AnswerCounter): MadeAnswer {
    const wanted = this.wantedBy(opened);
    if (wanted?.type === 'impossible') return { type: 'none', reason: wanted.reason };
    const { plain, layers, candidate } = opened;
    const keys = keysOf(candidate);
    const longInvokeIdAndPriority = confirmationAskedBy(plain);
    const { ownSystemTitle } = keys;
    if (
      longInvokeIdAndPriority === undefined ||
      ownSystemTitle === undefined ||
      wanted?.scope !== scope
    )
      return { type: 'none', reason: 'keys-changed' };
    const confirm = writeApdu({
      type: 'data-notification-confirm',
      longInvokeIdAndPriority,
      dateTime: null,
    });
    try {
      const apdu = protectAnswer(
        confirm,
        { layers, ownSystemTitle, invocationCounter, keys },
        this.#crypto,
      );
      const octets = writeLinkAnswer(apdu, link);
      return octets === undefined
        ? { type: 'none', reason: 'link-layer' }
        : { type: 'answer', octets };
    } catch (error) {
      if (error instanceof RangeError) return { type: 'none', reason: 'link-layer' };
      if (!(error instanceof DecodeError)) throw error;
      return { type: 'none', reason: 'no-key' };
    }
  }

  /** By the key alone: two meters, two receptors and two titles of ours may share one. */
  #scopeOf(key: Uint8Array): string {
    let scope = this.#scopes.get(key);
    if (scope === undefined) {
      const octets = new Uint8Array(PURPOSE.length + key.length);
      octets.set(PURPOSE);
      octets.set(key, PURPOSE.length);
      scope = toHex(this.#crypto.digest('sha-256', octets).subarray(0, SCOPE_OCTETS));
      this.#scopes.set(key, scope);
    }
    return scope;
  }
}
