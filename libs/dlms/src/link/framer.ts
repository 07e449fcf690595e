import type { DecodeErrorCode } from '../errors.js';
import type { Leniency } from '../leniency.js';

/** The interface types of the specification (`ConnectionInterfaceType`), and `Auto`. */
export type InterfaceType =
  | 'HDLC'
  | 'WRAPPER'
  | 'PDU'
  | 'WirelessMBus'
  | 'HdlcWithModeE'
  | 'Plc'
  | 'PlcHdlc'
  /** LPWAN, Wi-SUN and PRIME carry IP or a convergence layer; what reaches us of them is the wrapper. */
  | 'LPWAN'
  | 'WiSun'
  | 'PlcPrime'
  | 'WiredMBus'
  | 'SMS'
  | 'PrimeDcWrapper'
  /** Recognises HDLC, WRAPPER, WiredMBus or PDU from the first octets, then stays with it. */
  | 'Auto';

/** How a wireless M-Bus frame came: frame format A or B of EN 13757-4 with its CRCs, or with the CRCs taken off. */
export type WirelessMBusFormat = 'A' | 'B' | 'stripped';

/** Addresses of the S-FSK MAC layer, 12 bits each: C00 or C01 is the initiator, FFF are all, FFE is a new meter. */
export interface MacAddresses {
  readonly sourceMac: number;
  readonly destinationMac: number;
}

/**
 * What the link layer says about the frames that carried an APDU. `type` is the framing that was found: `WRAPPER` for
 * every interface type that is the wrapper under another name, `HDLC` for HDLC with something around it, and for `Auto`
 * what was recognised. Octets read as an interface type read the same as `type`, but for what stood around.
 */
export type LinkDetails =
  | {
      readonly type: 'HDLC';
      /** Raw address octets, low bit of the last octet is the end mark. */
      readonly destination: Uint8Array;
      readonly source: Uint8Array;
      readonly control: number;
      /** Of the MAC frame around it, where there is one (`PlcHdlc`). */
      readonly mac?: MacAddresses;
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
  | {
      readonly type: 'WirelessMBus';
      readonly format: WirelessMBusFormat;
      readonly control: number;
      /** The M field: three letters of five bits. */
      readonly manufacturer: number;
      /** The A field of the sender as it stands: identification (4), version, device type. */
      readonly address: Uint8Array;
      readonly sourceAddress: number;
      readonly destinationAddress: number;
    }
  | ({
      readonly type: 'Plc';
      readonly sourceLsap: number;
      readonly destinationLsap: number;
    } & MacAddresses)
  | { readonly type: 'SMS'; readonly sourceAddress: number; readonly destinationAddress: number }
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

/** What a link layer says about itself: no APDU, and nothing wrong. */
export type Notice =
  /** A PRIME concentrator has a new meter. */
  | {
      readonly name: 'new-device';
      /** The address of the meter in the wrapper. */
      readonly deviceId: number;
      /** Bit 0: the meter takes part in ARQ. */
      readonly capabilities: number;
      /** The DLMS identifier of the meter, most often text. */
      readonly dlmsId: Uint8Array;
      /** Its MAC address. */
      readonly eui48: Uint8Array;
    }
  /** A PRIME concentrator has lost a meter; or is asked to drop it, or to close its connection by itself or not. */
  | {
      readonly name:
        'removed-device' | 'delete-device' | 'enable-auto-close' | 'disable-auto-close';
      readonly deviceId: number;
    }
  /** A PRIME concentrator is asked to report its meters. */
  | { readonly name: 'start-reporting' }
  /** A line of the sign-on of IEC 62056-21, mode E. */
  | { readonly name: 'mode-e'; readonly text: string }
  /** A message by which S-FSK meters are found and registered (CI-PDU). */
  | { readonly name: 'plc-registration'; readonly message: PlcMessage };

/** The messages of CI-PDUs (Green Book 10.4: configuration initiation). */
export type PlcMessage =
  'ping-request' | 'ping-response' | 'register' | 'discover' | 'discover-report' | 'repeater-call';

/** A message of the link layer that asks for nothing and that no reading comes of. */
export interface LinkNotice {
  readonly type: 'notice';
  readonly notice: Notice;
  /** Its octets, link layer included. Owned by the receiver of the event. */
  readonly wire: Uint8Array;
}

export type FramerEvent = ApduReceived | LinkRefused | LinkNotice;

/** Limits and settings of a framer. */
export interface FramerOptions {
  /** Longest APDU in octets, over all its segments and blocks (`DropDataLength`). */
  readonly maxApduLength: number;
  /** Milliseconds without an octet after which an APDU without framing ends (`PduQuietTimeMs`; PDU, SMS and Auto). */
  readonly quietTimeMs?: number;
  /** Milliseconds without progress after which a half-received APDU is given up. Default 60,000. */
  readonly reassemblyTimeoutMs?: number;
  /** Deviations that are read. Default: `DEFAULT_LENIENCIES`. */
  readonly leniencies?: ReadonlySet<Leniency>;
}

/**
 * Cuts a byte stream into APDUs. Sans-IO: octets and the time go in, events come out.
 *
 * handle: `receive`, `endDatagram`, `end`, `tick`; poll: `nextEvent`, `nextTick`.
 */
export interface Framer {
  /** Takes octets as they came, cut anywhere. Keeps views of `bytes` only until the next call. @param now milliseconds */
  receive(bytes: Uint8Array, now: number): void;
  /**
   * The octets received so far came in a datagram that ends here: half a frame becomes a refusal, and an APDU without
   * framing is complete. Segments and blocks wait on for the next datagram.
   */
  endDatagram(now: number): void;
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
  /** Octets that went into no APDU and no notice so far: refused ones, and rubbish that was not told again. */
  readonly droppedTotal: number;
}
