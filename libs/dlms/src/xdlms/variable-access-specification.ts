import { readBoolean, writeBoolean } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import type { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { unknownChoice } from './unknown-choice.js';

const VARIABLE_NAME = 2;
const PARAMETERIZED_ACCESS = 4;
const BLOCK_NUMBER_ACCESS = 5;
const READ_DATA_BLOCK_ACCESS = 6;
const WRITE_DATA_BLOCK_ACCESS = 7;

/**
 * Variable-Access-Specification: an attribute or method by its short name, or a block of a transfer (Green Book 9.5).
 * detailed-access (3) is not used in DLMS/COSEM.
 */
export type VariableAccessSpecification =
  /** The short name: base name of the object plus the offset of the attribute or method; unsigned, two octets. */
  | { readonly choice: 'variable-name'; readonly variableName: number }
  | {
      readonly choice: 'parameterized-access';
      readonly variableName: number;
      readonly selector: number;
      readonly parameter: Data;
    }
  | { readonly choice: 'block-number-access'; readonly blockNumber: number }
  | {
      readonly choice: 'read-data-block-access';
      readonly lastBlock: boolean;
      readonly blockNumber: number;
      readonly rawData: Uint8Array;
    }
  | {
      readonly choice: 'write-data-block-access';
      readonly lastBlock: boolean;
      readonly blockNumber: number;
    };

/** @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.length`, and what `readData` throws */
export function readVariableAccessSpecification(
  r: ByteReader,
  budget: DataBudget,
): VariableAccessSpecification {
  const choice = r.u8('variable-access-specification');
  switch (choice) {
    case VARIABLE_NAME:
      return { choice: 'variable-name', variableName: r.u16('variable-name') };
    case PARAMETERIZED_ACCESS:
      return {
        choice: 'parameterized-access',
        variableName: r.u16('variable-name'),
        selector: r.u8('selector'),
        parameter: readData(r, budget),
      };
    case BLOCK_NUMBER_ACCESS:
      return { choice: 'block-number-access', blockNumber: r.u16('block-number') };
    case READ_DATA_BLOCK_ACCESS:
      return {
        choice: 'read-data-block-access',
        lastBlock: readBoolean(r, 'last-block'),
        blockNumber: r.u16('block-number'),
        rawData: r.octets('raw-data'),
      };
    case WRITE_DATA_BLOCK_ACCESS:
      return {
        choice: 'write-data-block-access',
        lastBlock: readBoolean(r, 'last-block'),
        blockNumber: r.u16('block-number'),
      };
    default:
      throw unknownChoice('Variable-Access-Specification', choice, r);
  }
}

export function writeVariableAccessSpecification(
  w: ByteWriter,
  specification: VariableAccessSpecification,
): void {
  switch (specification.choice) {
    case 'variable-name':
      w.u8(VARIABLE_NAME);
      w.u16(specification.variableName);
      break;
    case 'parameterized-access':
      w.u8(PARAMETERIZED_ACCESS);
      w.u16(specification.variableName);
      w.u8(specification.selector);
      writeData(w, specification.parameter);
      break;
    case 'block-number-access':
      w.u8(BLOCK_NUMBER_ACCESS);
      w.u16(specification.blockNumber);
      break;
    case 'read-data-block-access':
      w.u8(READ_DATA_BLOCK_ACCESS);
      writeBoolean(w, specification.lastBlock);
      w.u16(specification.blockNumber);
      w.octets(specification.rawData);
      break;
    case 'write-data-block-access':
      w.u8(WRITE_DATA_BLOCK_ACCESS);
      writeBoolean(w, specification.lastBlock);
      w.u16(specification.blockNumber);
      break;
  }
}
