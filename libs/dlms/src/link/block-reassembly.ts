import { ByteReader } from '../codec/byte-reader.js';
import { DecodeError, type DecodeErrorCode } from '../errors.js';
import {
  type GeneralBlockTransfer,
  GENERAL_BLOCK_TRANSFER_TAG,
  readGeneralBlockTransfer,
} from '../xdlms/general-block-transfer.js';
import { Assembly } from './assembly.js';
import type { ApduReceived, LinkDetails } from './framer.js';
import { sameAddresses } from './link-address.js';
import { joinOctets, sameOctets, u16At } from './octets.js';
import type { Outlet } from './outlet.js';

const BLOCK_NUMBER_AT = 2;
/** Tag, block-control, both block numbers and the shortest length field. */
const SHORTEST_BLOCK = 7;

/** The last block of the transfer that came before, to know it when it is repeated. */
interface Finished {
  readonly link: LinkDetails;
  readonly blockNumber: number;
  readonly blockData: Uint8Array;
}

/**
 * Joins the blocks of a general-block-transfer (Green Book 9.3.13); every other APDU passes. Goes by the block number:
 * what senders acknowledge says nothing in a push. Block 1 begins anew whatever was open. A lost transfer is one
 * refusal: its later blocks are dropped with it.
 */
export class BlockReassembly {
  readonly #outlet: Outlet;
  #open: Assembly | undefined;
  /** Sender of a transfer that was refused and may still have blocks to come. */
  #lost: LinkDetails | undefined;
  #finished: Finished | undefined;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  get held(): number {
    return this.#open?.held ?? 0;
  }

  get waitingSince(): number | undefined {
    return this.#open?.touchedAt;
  }

  /** Forgets the open transfer. @returns its octets on the wire */
  giveUp(): Uint8Array {
    const wire = this.#open?.wire.copy() ?? new Uint8Array(0);
    this.#open = undefined;
    return wire;
  }

  /** Takes an APDU as the link layer carried it. The event must own its octets. */
  accept(event: ApduReceived, now: number): void {
    this.#outlet.carried(event);
    if (event.apdu[0] !== GENERAL_BLOCK_TRANSFER_TAG) {
      this.#outlet.deliver(event);
      return;
    }
    const block = this.#read(event);
    if (block === undefined) return;
    if (this.#open !== undefined && !sameAddresses(this.#open.link, event.link))
      this.#abandon('a block of another sender came before the last block');
    if (block.blockNumber === 1) this.#begin(block, event, now);
    else if (this.#open === undefined) this.#orphan(block, event);
    else this.#continue(this.#open, block, event, now);
  }

  #read(event: ApduReceived): GeneralBlockTransfer | undefined {
    const r = new ByteReader(event.apdu, 1);
    try {
      const block = readGeneralBlockTransfer(r);
      if (r.remaining > 0)
        throw new DecodeError('apdu.trailing', `${r.remaining} octets after the block`, r.offset);
      if (block.blockNumber === 0)
        throw new DecodeError('apdu.malformed', 'block number 0', BLOCK_NUMBER_AT);
      return block;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#outlet.refuse(error.code, error.message, event.wire, error.offset);
      return undefined;
    }
  }

  #begin(block: GeneralBlockTransfer, event: ApduReceived, now: number): void {
    if (this.#open !== undefined) {
      // The same push begun anew has the same blocks: what was gathered is as good.
      if (this.#open.has(0, block.blockData)) {
        this.#ignore(event);
        return;
      }
      this.#abandon('block 1 of the next transfer came before the last block');
    }
    this.#lost = undefined;
    this.#finished = undefined;
    if (block.blockData[0] === GENERAL_BLOCK_TRANSFER_TAG) {
      this.#lose(block, event, 'apdu.block-nested', 'blocks within a block', event.wire);
    } else if (block.lastBlock) {
      this.#outlet.deliver({ ...event, apdu: block.blockData, blocks: 1 });
    } else {
      const open = new Assembly(event.link, this.#outlet, now);
      this.#open = open;
      this.#append(open, block, event, now);
    }
  }

  /** A later block with no transfer open. */
  #orphan(block: GeneralBlockTransfer, event: ApduReceived): void {
    const lost = this.#lost !== undefined && sameAddresses(this.#lost, event.link);
    if (lost || this.#repeatsFinished(block, event)) {
      this.#ignore(event);
      if (block.lastBlock) this.#lost = undefined;
      return;
    }
    const message = `block ${block.blockNumber} came, block 1 never did`;
    this.#lose(block, event, 'apdu.block-missing', message, event.wire);
  }

  #continue(open: Assembly, block: GeneralBlockTransfer, event: ApduReceived, now: number): void {
    const expected = open.count + 1;
    const { blockNumber, blockData } = block;
    if (blockNumber === expected) {
      this.#append(open, block, event, now);
      return;
    }
    if (open.has(blockNumber - 1, blockData)) {
      this.#ignore(event);
      return;
    }
    const message =
      blockNumber > expected
        ? `block ${blockNumber} came where block ${expected} was due`
        : `block ${blockNumber} came again with other content`;
    const wire = joinOctets([this.giveUp(), event.wire]);
    this.#lose(block, event, 'apdu.block-missing', message, wire);
  }

  #append(open: Assembly, block: GeneralBlockTransfer, event: ApduReceived, now: number): void {
    const overflow = open.add(block.blockData, event.wire, event.leniencies, now);
    if (overflow !== undefined) {
      const wire = joinOctets([this.giveUp(), event.wire]);
      this.#lose(block, event, 'link.too-long', overflow.message, wire);
      return;
    }
    if (!block.lastBlock) return;
    this.#open = undefined;
    this.#finished = {
      link: event.link,
      blockNumber: block.blockNumber,
      blockData: block.blockData,
    };
    this.#outlet.deliver({ ...open.finish(), blocks: open.count });
  }

  #lose(
    block: GeneralBlockTransfer,
    event: ApduReceived,
    code: DecodeErrorCode,
    message: string,
    wire: Uint8Array,
  ): void {
    this.#lost = block.lastBlock ? undefined : event.link;
    this.#outlet.refuse(code, message, wire);
  }

  #abandon(message: string): void {
    this.#outlet.refuse('apdu.block-missing', message, this.giveUp());
  }

  #repeatsFinished(block: GeneralBlockTransfer, event: ApduReceived): boolean {
    const before = this.#finished;
    return (
      before?.blockNumber === block.blockNumber &&
      sameOctets(before.blockData, block.blockData) &&
      sameAddresses(before.link, event.link)
    );
  }

  #ignore(event: ApduReceived): void {
    this.#outlet.droppedTotal += event.wire.length;
  }
}

/** Whether an APDU is the second or a later block of a transfer, by its block number. */
export function isLaterBlock(apdu: Uint8Array): boolean {
  return (
    apdu.length >= SHORTEST_BLOCK &&
    apdu[0] === GENERAL_BLOCK_TRANSFER_TAG &&
    u16At(apdu, BLOCK_NUMBER_AT) > 1
  );
}
