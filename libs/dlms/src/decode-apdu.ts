import { DecodeError } from './errors.js';
import type { Leniency } from './leniency.js';
import { DEFAULT_LENIENCIES, LeniencyUse } from './leniency.js';
import { openProtected, systemTitleOf } from './security/ciphering.js';
import type { Crypto } from './security/crypto.js';
import type { Keys } from './security/keys.js';
import type { ProtectionPolicy } from './security/protection-policy.js';
import { protectionOf, requireProtection } from './security/protection-policy.js';
import type { Apdu, PlainApdu, ProtectedApdu } from './xdlms/apdu.js';
import { isCiphered, isProtected, LEADING_ZEROS, readApdu } from './xdlms/apdu.js';

const NO_OCTETS = new Uint8Array(0);

/** What is needed to decode an APDU that may be protected. */
export interface DecodeApduOptions {
  readonly crypto: Crypto;
  /** The keys for a system title (8 octets, or none where neither APDU nor options have one). */
  readonly keysFor?: (systemTitle: Uint8Array, apdu: ProtectedApdu) => Keys | undefined;
  /** Serves where the APDU carries no title; its own goes first. */
  readonly systemTitle?: Uint8Array;
  /** `DEFAULT_LENIENCIES` when left out. */
  readonly leniencies?: ReadonlySet<Leniency>;
  /** The least protection that is accepted; none when left out. */
  readonly policy?: ProtectionPolicy;
}

/** An APDU with all that was around it. */
export interface DecodedApdu {
  readonly apdu: PlainApdu;
  /** The octets of the APDU in the clear. */
  readonly plain: Uint8Array;
  /** Kinds of APDU from the outside in. */
  readonly layers: readonly Apdu['type'][];
  /** The protected APDU around it, the outermost one, if there was one. */
  readonly protection: ProtectedApdu | null;
  /** All layers of protection around it, the outermost first. */
  readonly protections: readonly ProtectedApdu[];
  /** The sender's system title: that of the APDU, else that of the options; null for an APDU in the clear. */
  readonly systemTitle: Uint8Array | null;
  /** That of the layer that is ciphered; null where none is. */
  readonly invocationCounter: number | null;
  /** Leniencies that were needed, in the order of need. */
  readonly leniencies: readonly Leniency[];
}

/**
 * Reads an APDU, and opens it first where it is protected.
 *
 * @throws DecodeError `security.no-key` when no key is known for its system title, and all that `readApdu`,
 * `requireProtection` and `openProtected` throw
 */
export function decodeApdu(bytes: Uint8Array, options: DecodeApduOptions): DecodedApdu {
  const leniency = new LeniencyUse(options.leniencies ?? DEFAULT_LENIENCIES);
  const outer = readApdu(bytes, leniency);
  if (options.policy !== undefined)
    requireProtection(isProtected(outer) ? protectionOf(outer) : null, options.policy);
  if (!isProtected(outer))
    return {
      apdu: outer,
      plain: leniency.used.includes('leading-zeros') ? bytes.subarray(LEADING_ZEROS) : bytes,
      layers: [outer.type],
      protection: null,
      protections: [],
      systemTitle: null,
      invocationCounter: null,
      leniencies: leniency.used,
    };
  const onWire = systemTitleOf(outer);
  const systemTitle = onWire.length > 0 ? onWire : (options.systemTitle ?? NO_OCTETS);
  const keys = keysOf(outer, systemTitle, options.keysFor);
  const opened = openProtected(outer, keys, systemTitle, options.crypto, leniency);
  return {
    ...opened,
    layers: [...opened.protections.map(({ type }) => type), opened.apdu.type],
    protection: outer,
    systemTitle,
    invocationCounter: opened.protections.find(isCiphered)?.content.invocationCounter ?? null,
    leniencies: leniency.used,
  };
}

/** The keys for a system title; none are needed where there is neither authentication nor encryption. @throws DecodeError `security.no-key` */
export function keysOf(
  apdu: ProtectedApdu,
  systemTitle: Uint8Array,
  keysFor: DecodeApduOptions['keysFor'],
): Keys {
  const keys = keysFor?.(systemTitle, apdu);
  if (keys !== undefined) return keys;
  const { authenticated, encrypted } = protectionOf(apdu);
  if (!authenticated && !encrypted) return {};
  throw noKey();
}

/** The refusal of what cannot be opened. */
export function noKey(): DecodeError {
  return new DecodeError('security.no-key', 'no key is known for this system title');
}
