import {
  DecodeError,
  isProtected,
  LeniencyUse,
  openProtected,
  protectionOf,
  readApdu,
  requireProtection,
  systemTitleOf,
  toHex,
  type Apdu,
  type Crypto,
  type Keys,
  type PlainApdu,
} from '@dlms-telemetry/dlms';
import type { Candidate, Minimum } from '@dlms-telemetry/registry';

/** An APDU in the clear, and who sent it. */
export interface Opened {
  readonly apdu: PlainApdu;
  readonly candidate: Candidate;
  /** The title that opened it, or that the sender is registered with; empty where none is known. */
  readonly systemTitle: Uint8Array;
  readonly leniencies: readonly string[];
}

/** An APDU as it stands in the frame, with what is needed to find its keys. */
export interface Received {
  readonly apdu: Apdu;
  readonly isProtected: boolean;
  readonly systemTitle: Uint8Array;
  readonly leniencies: readonly string[];
}

const NO_OCTETS = new Uint8Array(0);

/** Reads the outermost APDU. @throws {DecodeError} */
export function readReceived(octets: Uint8Array): Received {
  const leniency = new LeniencyUse();
  const apdu = readApdu(octets, leniency);
  const secured = isProtected(apdu);
  return {
    apdu,
    isProtected: secured,
    systemTitle: secured ? systemTitleOf(apdu) : NO_OCTETS,
    leniencies: leniency.used,
  };
}

/** Codes that say that the keys were another sender's, so that the next candidate may fit, the most telling first. */
const WRONG_SENDER = [
  'security.tag',
  'security.wrong-key',
  'security.key-config',
  'security.policy',
  'security.plain',
  'security.no-title',
  'security.no-key',
];

/**
 * Opens an APDU with the first candidate whose minimum it meets and whose keys fit.
 *
 * @throws {DecodeError} what the most telling candidate gave, with the system title in its sentence
 */
export function openApdu(
  received: Received,
  candidates: readonly Candidate[],
  crypto: Crypto,
): Opened {
  let telling: DecodeError | undefined;
  for (const candidate of candidates) {
    try {
      return openAs(received, candidate, crypto);
    } catch (error) {
      if (!(error instanceof DecodeError) || !WRONG_SENDER.includes(error.code)) throw error;
      if (telling === undefined || rank(error) < rank(telling)) telling = error;
    }
  }
  throw ofTitle(telling, received.systemTitle);
}

function rank({ code }: DecodeError): number {
  return WRONG_SENDER.indexOf(code);
}

function openAs(received: Received, candidate: Candidate, crypto: Crypto): Opened {
  const { apdu } = received;
  if (!isProtected(apdu)) {
    requireMinimum(candidate.minimum, null);
    const systemTitle = (candidate.isUser ? candidate.systemTitle : undefined) ?? NO_OCTETS;
    return { apdu, candidate, systemTitle, leniencies: received.leniencies };
  }
  requireMinimum(candidate.minimum, protectionOf(apdu));
  const onWire = received.systemTitle;
  const systemTitle = onWire.length > 0 ? onWire : (candidate.systemTitle ?? NO_OCTETS);
  const leniency = new LeniencyUse();
  const opened = openProtected(apdu, keysOf(candidate), systemTitle, crypto, leniency);
  const leniencies = [...received.leniencies, ...leniency.used];
  return { apdu: opened.apdu, candidate, systemTitle, leniencies };
}

type Control = Parameters<typeof requireProtection>[0];

/** `SecureClient` without a level asks for protection of any kind. @throws {DecodeError} */
function requireMinimum(minimum: Minimum, control: Control): void {
  if (minimum.secured && (control === null || !(control.authenticated || control.encrypted))) {
    throw new DecodeError(
      'security.plain',
      'The APDU is not protected, where SecureClient or SecurityLevel ask for protection.',
    );
  }
  requireProtection(control, minimum);
}

function keysOf(candidate: Candidate): Keys {
  const { blockCipherKey, authenticationKey, broadcastBlockCipherKey, dedicatedKey } = candidate;
  return {
    ...(blockCipherKey === undefined ? {} : { blockCipherKey: blockCipherKey.reveal() }),
    ...(authenticationKey === undefined ? {} : { authenticationKey: authenticationKey.reveal() }),
    ...(broadcastBlockCipherKey === undefined
      ? {}
      : { broadcastKey: broadcastBlockCipherKey.reveal() }),
    ...(dedicatedKey === undefined ? {} : { dedicatedKey: dedicatedKey.reveal() }),
  };
}

function ofTitle(error: DecodeError | undefined, systemTitle: Uint8Array): DecodeError {
  if (error === undefined) {
    return new DecodeError('security.no-key', 'no candidate with a key is known for this meter');
  }
  if (systemTitle.length === 0) return error;
  const title = toHex(systemTitle).toUpperCase();
  return new DecodeError(
    error.code,
    `${error.message} (system title ${title})`,
    error.offset,
    error,
  );
}
