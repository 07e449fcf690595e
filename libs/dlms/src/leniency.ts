import { ByteReader } from './codec/byte-reader.js';

/** A deviation from the standard that is read nevertheless, once allowed by name. */
export interface LeniencyDescription {
  /** What deviates, whose meters do it, how it is read. */
  readonly description: string;
  /** Whether it is allowed when nothing else is said. */
  readonly default: boolean;
}

/** Every leniency of this library. What is not listed here is read to the letter of the standard. */
export const LENIENCIES = {
  'hdlc-block-without-llc': {
    description:
      'HDLC frames that carry block 2 and later of a general-block-transfer leave out the LLC header (Landis+Gyr).',
    default: true,
  },
  'hdlc-segment-with-llc': {
    description:
      'The second and later HDLC segments of an APDU repeat the LLC header, which is taken off.',
    default: true,
  },
  'mbus-length-overflow': {
    description:
      'The L fields of an M-Bus long frame count modulo 256, so a frame of 257 octets says 1 (Sagemcom T210-D).',
    default: true,
  },
  'kaifa-date-time-tag': {
    description:
      'The date-time of a data-notification carries an octet-string tag (09 0C), which A-XDR leaves out (Kaifa, Norway).',
    default: true,
  },
  'mx382-time-flag': {
    description:
      'The time of an event-notification-request starts with an octet-string tag (09) in place of the presence flag 01 (Iskraemeco MX382).',
    default: true,
  },
  'leading-zeros': {
    description:
      'Eight zero octets stand before the APDU where a wrapper header is expected (SMR5 alarms, Netherlands); they are skipped.',
    default: true,
  },
  'rlre-length': {
    description:
      'The BER length of an RLRE counts fewer octets than the APDU has; the APDU ends where the link layer says.',
    default: true,
  },
  'trailing-padding': {
    description: 'Zero octets after the end of an APDU are ignored.',
    default: false,
  },
  'sagemcom-xt211-descriptors': {
    description:
      'Attribute descriptors in a data-notification are nine raw octets without tags, each counted as one element (Sagemcom XT211, Czechia).',
    default: false,
  },
} as const satisfies Record<string, LeniencyDescription>;

/** The name of a leniency. */
export type Leniency = keyof typeof LENIENCIES;

/** The leniencies that are allowed when nothing else is said. */
export const DEFAULT_LENIENCIES: ReadonlySet<Leniency> = new Set(
  (Object.keys(LENIENCIES) as Leniency[]).filter((name) => LENIENCIES[name].default),
);

/** No leniency at all: the letter of the standard. */
export const NO_LENIENCIES: ReadonlySet<Leniency> = new Set();

/** How one APDU is read: which leniencies may be used, and which were needed. */
export class LeniencyUse {
  readonly allowed: ReadonlySet<Leniency>;
  /** The reader for the octets of an APDU, or of one inside it. Who explains what is read makes another. */
  reader(bytes: Uint8Array): ByteReader {
    return new ByteReader(bytes);
  }

  /** What was needed, each name once, in the order of need. */
  readonly used: Leniency[] = [];

  constructor(allowed: ReadonlySet<Leniency> = DEFAULT_LENIENCIES) {
    this.allowed = allowed;
  }

  /** Notes the use of a leniency, if it is allowed. @returns whether it is */
  use(name: Leniency): boolean {
    if (!this.allowed.has(name)) return false;
    if (!this.used.includes(name)) this.used.push(name);
    return true;
  }
}
