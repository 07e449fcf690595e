import type { DecodeErrorCode } from '../errors.js';
import type { Leniency } from '../leniency.js';
import { Assembly } from './assembly.js';
import { beginsNotification } from './apdu-start.js';
import { BlockReassembly, isLaterBlock } from './block-reassembly.js';
import type { LinkDetails, MacAddresses } from './framer.js';
import { type HdlcControl, readHdlcControl } from './hdlc-control.js';
import { HdlcCutter } from './hdlc-cut.js';
import { DESTINATION_AT, type HdlcHeader } from './hdlc-header.js';
import { hasLlc, LLC_LENGTH } from './hdlc-llc.js';
import type { Cut, CutPlace, LinkLayer } from './link-layer.js';
import { joinOctets, octetAt, sameOctets } from './octets.js';
import { sameAddresses } from './link-address.js';
import type { Outlet } from './outlet.js';
import { plcMessage } from './plc.js';

type HdlcDetails = Extract<LinkDetails, { readonly type: 'HDLC' }>;

/** A frame that carries a part of an APDU. */
interface Segment {
  readonly link: HdlcDetails;
  /** N(S) of an I frame; UI frames have none. */
  readonly sequence: number | undefined;
  /** More segments follow. */
  readonly more: boolean;
  /** The information field. */
  readonly information: Uint8Array;
  readonly wire: Uint8Array;
}

/** An APDU of which segments are due. */
interface Open {
  readonly assembly: Assembly;
  last: Segment;
}

/** A frame of another layer with an HDLC frame in it. */
export interface AroundHdlc {
  /** Index of the opening flag. */
  readonly flagAt: number;
  readonly mac: MacAddresses;
}

const NO_LENIENCY: readonly Leniency[] = [];
const SEQUENCE_MODULUS = 8;

/**
 * HDLC (IEC 62056-46, Green Book 8): UI and I frames carry APDUs behind the LLC header, in one frame or in segments.
 * Other frames are read and carry none. UI frames have no number: a lost one in the middle of an APDU shows only in the
 * APDU itself.
 */
export class HdlcLayer implements LinkLayer<HdlcHeader> {
  readonly #outlet: Outlet;
  readonly #blocks: BlockReassembly;
  readonly #cutter = new HdlcCutter();
  #open: Open | undefined;
  /** A segment of an APDU that was refused and may still have segments to come. */
  #lost: Segment | undefined;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    this.#blocks = new BlockReassembly(outlet);
  }

  get held(): number {
    return this.#blocks.held + (this.#open?.assembly.held ?? 0);
  }

  get waitingSince(): number | undefined {
    return this.#open?.assembly.touchedAt ?? this.#blocks.waitingSince;
  }

  giveUp(): Uint8Array {
    return joinOctets([this.#blocks.giveUp(), this.#takeOpen()]);
  }

  cut(octets: Uint8Array, at: number, { position }: CutPlace): Cut<HdlcHeader> {
    return this.#cutter.cut(octets, at, position);
  }

  /** @param around what carried the HDLC frame, where `wire` holds more than it */
  accept(header: HdlcHeader, wire: Uint8Array, now: number, around?: AroundHdlc): void {
    const first = 1 + (around?.flagAt ?? 0);
    const controlOctet = wire[first + header.controlAt] ?? 0;
    const control = readHdlcControl(controlOctet);
    if (control === undefined || !carriesApdu(control)) return;
    const segment: Segment = {
      link: {
        type: 'HDLC',
        destination: wire.subarray(first + DESTINATION_AT, first + header.sourceAt),
        source: wire.subarray(first + header.sourceAt, first + header.controlAt),
        control: controlOctet,
        ...(around === undefined ? {} : { mac: around.mac }),
      },
      sequence: control.type === 'I' ? control.sendSequence : undefined,
      more: header.segmented,
      information: wire.subarray(first + header.informationAt, first + header.informationEnd),
      wire,
    };
    if (segment.information.length === 0) {
      this.#outlet.refuse('link.empty', `${control.type} frame without an information field`, wire);
      return;
    }
    if (this.#open !== undefined && this.#continue(this.#open, segment, now)) return;
    if (this.#lost !== undefined && this.#belongsToLost(this.#lost, segment)) return;
    this.#begin(segment, now);
  }

  /** @returns false when the segment begins another APDU; what was open is refused then */
  #continue(open: Open, segment: Segment, now: number): boolean {
    const { last } = open;
    if (isRepeat(last, segment)) {
      this.#outlet.droppedTotal += segment.wire.length;
      return true;
    }
    const reason = newApdu(last, segment);
    if (reason !== undefined) {
      this.#outlet.refuse('link.segment-missing', reason, this.#takeOpen());
      return false;
    }
    const strip = hasLlc(segment.information) && this.#allows('hdlc-segment-with-llc');
    const piece = strip ? segment.information.subarray(LLC_LENGTH) : segment.information;
    this.#add(open, piece, segment, strip ? ['hdlc-segment-with-llc'] : NO_LENIENCY, now);
    return true;
  }

  #begin(segment: Segment, now: number): void {
    this.#lost = undefined;
    let leniencies = NO_LENIENCY;
    let piece = segment.information;
    if (hasLlc(piece)) {
      piece = piece.subarray(LLC_LENGTH);
    } else if (isLaterBlock(piece) && this.#allows('hdlc-block-without-llc')) {
      leniencies = ['hdlc-block-without-llc'];
    } else {
      this.#refuseHeadless(segment);
      return;
    }
    const message = segment.link.mac === undefined ? undefined : plcMessage(octetAt(piece, 0));
    if (message !== undefined) {
      this.#outlet.notice({ name: 'plc-registration', message }, segment.wire);
      return;
    }
    if (segment.more) {
      const open = { assembly: new Assembly(segment.link, this.#outlet, now), last: segment };
      this.#open = open;
      this.#add(open, piece, segment, leniencies, now);
      return;
    }
    const { link, wire } = segment;
    this.#blocks.accept({ type: 'apdu', apdu: piece, wire, link, leniencies }, now);
  }

  #add(
    open: Open,
    piece: Uint8Array,
    segment: Segment,
    leniencies: readonly Leniency[],
    now: number,
  ): void {
    const overflow = open.assembly.add(piece, segment.wire, leniencies, now);
    if (overflow !== undefined) {
      const wire = joinOctets([this.#takeOpen(), segment.wire]);
      this.#lose(segment, 'link.too-long', overflow.message, wire);
      return;
    }
    open.last = segment;
    if (segment.more) return;
    this.#open = undefined;
    // The last frame is the one that an answer acknowledges.
    this.#blocks.accept({ ...open.assembly.finish(), link: segment.link }, now);
  }

  /** A first frame without the LLC header. */
  #refuseHeadless(segment: Segment): void {
    if (segment.more)
      this.#lose(
        segment,
        'link.segment-missing',
        'a segment of an APDU whose first segment never came',
        segment.wire,
      );
    else
      this.#outlet.refuse(
        'link.llc',
        'no LLC header (E6 E6 00 or E6 E7 00) where an APDU begins',
        segment.wire,
      );
  }

  #lose(segment: Segment, code: DecodeErrorCode, message: string, wire: Uint8Array): void {
    this.#lost = segment.more ? segment : undefined;
    this.#outlet.refuse(code, message, wire);
  }

  #belongsToLost(lost: Segment, segment: Segment): boolean {
    if (hasLlc(segment.information) || !sameAddresses(lost.link, segment.link)) return false;
    if ((lost.sequence === undefined) !== (segment.sequence === undefined)) return false;
    this.#outlet.droppedTotal += segment.wire.length;
    this.#lost = segment.more ? segment : undefined;
    return true;
  }

  #takeOpen(): Uint8Array {
    const wire = this.#open?.assembly.wire.copy() ?? new Uint8Array(0);
    this.#open = undefined;
    return wire;
  }

  #allows(name: Leniency): boolean {
    return this.#outlet.leniencies.has(name);
  }
}

function carriesApdu(control: HdlcControl): boolean {
  return control.type === 'I' || control.type === 'UI';
}

/** Why a segment is not the next one of an APDU that is open, or undefined when it is. */
function newApdu(last: Segment, segment: Segment): string | undefined {
  if (!sameAddresses(last.link, segment.link))
    return 'a frame with other addresses came before the last segment';
  if ((last.sequence === undefined) !== (segment.sequence === undefined))
    return 'a frame of another type came before the last segment';
  if (last.sequence !== undefined) {
    const due = (last.sequence + 1) % SEQUENCE_MODULUS;
    return segment.sequence === due
      ? undefined
      : `segment N(S) ${segment.sequence ?? '-'} came where ${due} was due`;
  }
  return hasLlc(segment.information) && beginsNotification(segment.information, LLC_LENGTH)
    ? 'the next APDU began before the last segment came'
    : undefined;
}

/** An I frame that was sent again, as nobody acknowledged it. */
function isRepeat(last: Segment, segment: Segment): boolean {
  return (
    segment.sequence !== undefined &&
    segment.sequence === last.sequence &&
    sameAddresses(last.link, segment.link) &&
    sameOctets(last.information, segment.information)
  );
}
