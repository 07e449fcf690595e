import type { DecodeErrorCode } from '../errors.js';
import type { Leniency } from '../leniency.js';

/** The interface types of the specification (`ConnectionInterfaceType`) that are read here. */
export type InterfaceType = 'HDLC' | 'WRAPPER' | 'WiredMBus' | 'PDU';

/** What the link layer says about the frames that carried an APDU; which fields exist depends on the interface type. */
export type LinkDetails =
  | {
      readonly type: 'HDLC';
      /** Raw address octets, low bit of the last octet is the end mark. */
      readonly destination: Uint8Array;
      readonly source: Uint8Array;
      readonly control: number;
    }
  | {
      readonly type: 'WRAPPER';
      readonly sourcePort: number;
      readonly destinationPort: number;
    }
  | {
      readonly type: 'WiredMBus';
      readonly control: number;
      readonly address: number;
      readonly sourceAddress: number;
      readonly destinationAddress: number;
    }
  | { readonly type: 'PDU' };

/** One whole APDU as it came off the link: segments and telegrams joined. */
export interface ApduReceived {
  readonly type: 'apdu';
  /** The APDU. A view into received octets where it came in one piece, else a copy. */
  readonly apdu: Uint8Array;
  /** Every octet that carried it, link layer included, all its frames one behind the other. Owned by the receiver of the event. */
  readonly wire: Uint8Array;
  readonly link: LinkDetails;
  /** Blocks of the general-block-transfer that it came in; left out when it came in none. */
  readonly blocks?: number;
  /** Leniencies that were needed, empty for a clean frame. */
  readonly leniencies: readonly Leniency[];
}

/** Octets that gave no APDU, and why. */
export interface LinkRefused {
  readonly type: 'refused';
  readonly code: DecodeErrorCode;
  readonly message: string;
  /** Octets from the start of `wire`, for `apdu.` codes of the APDU; null where there is no place to name. */
  readonly offset: number | null;
  /** What is dropped; bounded, so it may be the beginning only (`dropped` counts all). */
  readonly wire: Uint8Array;
  /** Number of octets dropped so far. */
  readonly dropped: number;
}

export type FramerEvent = ApduReceived | LinkRefused;

/** Limits and settings of a framer. */
export interface FramerOptions {
  /** Longest APDU in octets, over all its segments and blocks (`DropDataLength`). */
  readonly maxApduLength: number;
  /** Milliseconds without an octet after which an APDU without framing ends (`PduQuietTimeMs`; PDU only). */
  readonly quietTimeMs?: number;
  /** Milliseconds without progress after which a half-received APDU is given up. Default 60,000. */
  readonly reassemblyTimeoutMs?: number;
  /** Deviations that are read. Default: `DEFAULT_LENIENCIES`. */
  readonly leniencies?: ReadonlySet<Leniency>;
}

/**
 * Cuts a byte stream into APDUs. Sans-IO: octets and the time go in, events come out.
 *
 * handle: `receive`, `end`, `tick`; poll: `nextEvent`, `nextTick`.
 */
export interface Framer {
  /** Takes octets as they came, cut anywhere. Keeps views of `bytes` only until the next call. @param now milliseconds */
  receive(bytes: Uint8Array, now: number): void;
  /** The sender has closed: what is half received becomes a refusal. */
  end(now: number): void;
  /** Tells the time; gives up or completes what waited too long. */
  tick(now: number): void;
  /** The next thing that happened, or undefined when all was told. */
  nextEvent(): FramerEvent | undefined;
  /** When `tick` wants to be called next (milliseconds on the clock of `now`), or undefined. */
  nextTick(): number | undefined;
  /** Octets held in unfinished frames, segments and blocks. */
  readonly buffered: number;
  /** Octets that went into no APDU so far: refused ones, and rubbish that was not told again. */
  readonly droppedTotal: number;
}
