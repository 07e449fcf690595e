import {
  DecodeError,
  isProtected,
  LeniencyUse,
  openInside,
  protectionOf,
  readApdu,
  requireProtection,
  systemTitleOf,
  toHex,
  unprotect,
  type Apdu,
  type Crypto,
  type Keys,
  type PlainApdu,
  type ProtectedApdu,
  type ProtectionPolicy,
} from '@dlms-telemetry/dlms';
import type { Shape } from '@dlms-telemetry/reading';
import type { Candidate, Minimum } from '@dlms-telemetry/registry';
import { countedIn, countedOf, type Counted } from './counter-scopes.js';
import type { ShapeCache } from './shape/shape-cache.js';

/** An APDU whose protection is off, and who sent it. */
export interface Opened {
  /** The octets of the APDU in the clear. */
  readonly plain: Uint8Array;
  /** What they say: read, or known by their shape. */
  readonly content: PlainApdu | Shape;
  /** The layers of protection that came off, the outermost first; none of an APDU in the clear. */
  readonly layers: readonly ProtectedApdu[];
  readonly candidate: Candidate;
  /** The title that opened it, or that the sender is registered with; empty where none is known. */
  readonly systemTitle: Uint8Array;
  /** Whether a tag or a signature has proven who sent it. */
  readonly authenticated: boolean;
  /** The layer whose tag has proven a counter. */
  readonly counted: Counted | undefined;
  readonly leniencies: readonly string[];
}

/** An APDU as it stands in the frame, with what is needed to find its keys. */
export interface Received {
  readonly octets: Uint8Array;
  /** What it is; of one in the clear whose shape is known, the shape. */
  readonly content: Apdu | Shape;
  readonly isProtected: boolean;
  readonly systemTitle: Uint8Array;
  readonly leniencies: readonly string[];
}

const NO_OCTETS = new Uint8Array(0);
const NO_LAYERS: readonly ProtectedApdu[] = [];

/**
 * Reads the outermost APDU.
 *
 * @throws {DecodeError}
 */
export function readReceived(octets: Uint8Array, shapes: ShapeCache): Received {
  const shape = shapes.find(octets);
  if (shape !== undefined) {
    const { leniencies } = shape;
    return { octets, content: shape, isProtected: false, systemTitle: NO_OCTETS, leniencies };
  }
  const leniency = new LeniencyUse();
  const apdu = readApdu(octets, leniency);
  const secured = isProtected(apdu);
  return {
    octets,
    content: apdu,
    isProtected: secured,
    systemTitle: secured ? systemTitleOf(apdu) : NO_OCTETS,
    leniencies: leniency.used,
  };
}

/** Codes that say that the keys were another sender's, so that the next candidate may fit, the most telling first. */
const WRONG_SENDER = [
  'security.tag',
  'security.signature',
  'security.key-unwrap',
  'security.key-agreement',
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
  shapes: ShapeCache,
): Opened {
  let telling: DecodeError | undefined;
  for (const candidate of candidates) {
    try {
      return openAs(received, candidate, crypto, shapes);
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

function openAs(
  received: Received,
  candidate: Candidate,
  crypto: Crypto,
  shapes: ShapeCache,
): Opened {
  const { content, octets, systemTitle: onWire } = received;
  if ('outline' in content || !isProtected(content)) {
    requireMinimum(candidate.minimum, null);
    const systemTitle = (candidate.isUser ? candidate.systemTitle : undefined) ?? NO_OCTETS;
    const { leniencies } = received;
    return {
      plain: octets,
      content,
      layers: NO_LAYERS,
      candidate,
      systemTitle,
      authenticated: false,
      counted: undefined,
      leniencies,
    };
  }
  const outer = protectionOf(content);
  const isAlone = !carriesAny(content);
  if (isAlone) requireMinimum(candidate.minimum, outer);
  const systemTitle = onWire.length > 0 ? onWire : (candidate.systemTitle ?? NO_OCTETS);
  const keys = keysOf(candidate);
  const plain = unprotect(content, keys, systemTitle, crypto);
  const { authenticated } = outer;
  const noticed = titleDiffers(candidate, onWire)
    ? both(received.leniencies, TITLE_DIFFERS)
    : received.leniencies;
  const shape = isAlone ? undefined : shapes.find(plain);
  if (shape !== undefined) {
    requireMinimum(candidate.minimum, outer);
    const leniencies = both(noticed, shape.leniencies);
    const counted = countedOf(content, systemTitle);
    return {
      plain,
      content: shape,
      layers: [content],
      candidate,
      systemTitle,
      authenticated,
      counted,
      leniencies,
    };
  }
  const leniency = new LeniencyUse();
  const opened = openInside(content, plain, keys, systemTitle, crypto, leniency);
  const together = protectionOfAll(opened.protections);
  if (!isAlone) requireMinimum(candidate.minimum, together);
  return {
    plain: opened.plain,
    content: opened.apdu,
    layers: opened.protections,
    candidate,
    systemTitle,
    authenticated: together.authenticated,
    counted: countedIn(opened.protections, systemTitle),
    leniencies: both(noticed, leniency.used),
  };
}

/** Layers add up: what is signed inside and encrypted outside is both. */
function protectionOfAll(layers: readonly ProtectedApdu[]): ProtectionPolicy {
  const protections = layers.map(protectionOf);
  return {
    authenticated: protections.some(({ authenticated }) => authenticated),
    encrypted: protections.some(({ encrypted }) => encrypted),
  };
}

/** What a frame is marked with whose sender is registered with another title; `DeviceAuthorization` refuses it. */
const TITLE_DIFFERS = ['title-differs'];

function titleDiffers({ registeredTitle }: Candidate, onWire: Uint8Array): boolean {
  if (registeredTitle === undefined || onWire.length === 0) return false;
  return registeredTitle.some((octet, at) => octet !== onWire[at]);
}

/** Whether what stands inside may be any APDU; of a service that is ciphered as such it must be that service. */
function carriesAny({ type }: ProtectedApdu): boolean {
  return (
    type === 'general-glo-ciphering' ||
    type === 'general-ded-ciphering' ||
    type === 'general-ciphering' ||
    type === 'general-signing'
  );
}

/** All leniencies of two lists, each in its order. */
export function both(some: readonly string[], others: readonly string[]): readonly string[] {
  if (some.length === 0) return others;
  return others.length === 0 ? some : [...some, ...others];
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

/** What the keys of a candidate open an APDU with. */
export function keysOf({ keys }: Candidate): Keys {
  return keys.reveal();
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
