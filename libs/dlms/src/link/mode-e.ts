import { octetAt } from './octets.js';

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const EXCLAMATION_MARK = 0x21;
const ACKNOWLEDGE = 0x06;
const START_OF_HEADER = 0x01;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** The line has seven bits and even parity: read with eight, the high bit is the parity. */
const CHARACTER = 0x7f;

/** Longest line: of an identification with its escapes, of a request with an address of 32 characters. */
const LONGEST_LINE = 64;
const LETTERS = 3;
/** ACK, protocol, baud rate, mode, CR, LF. */
const ACKNOWLEDGEMENT_LENGTH = 6;
/** SOH B 0 ETX BCC: the end of a session. */
const BREAK = [0x01, 0x42, 0x30, 0x03, 0x71] as const;

/** A line of the sign-on that begins at a place: whole, not whole yet, or none. */
export type ModeELine = { readonly length: number } | 'more' | undefined;

/** Whether a line of the sign-on may begin with this octet. */
export function beginsModeE(octet: number): boolean {
  const character = octet & CHARACTER;
  return character === SLASH || character === ACKNOWLEDGE || character === START_OF_HEADER;
}

/**
 * A message of the sign-on of IEC 62056-21, mode E, which stands before HDLC where a modem or converter passes all on:
 *
 * ```
 * / ? address ! CR LF                               request
 * / XXX Z \ W identification CR LF                  identification: three letters, baud rate, escapes
 * ACK V Z Y CR LF                                   the choice of protocol, and its answer
 * SOH B 0 ETX BCC                                   break
 * ```
 */
export function findModeELine(octets: Uint8Array, at: number): ModeELine {
  switch (octetAt(octets, at) & CHARACTER) {
    case SLASH:
      return findLine(octets, at);
    case ACKNOWLEDGE:
      return findAcknowledgement(octets, at);
    case START_OF_HEADER:
      return findBreak(octets, at);
    default:
      return undefined;
  }
}

function findLine(octets: Uint8Array, at: number): ModeELine {
  const isRequest = (octetAt(octets, at + 1) & CHARACTER) === QUESTION_MARK;
  for (let i = 1; i < LONGEST_LINE; i++) {
    if (at + i >= octets.length) return 'more';
    const character = octetAt(octets, at + i) & CHARACTER;
    if (character === CARRIAGE_RETURN) return closesLine(octets, at, i, isRequest);
    if (character < 0x20 || (!isRequest && !mayIdentify(character, i))) return undefined;
  }
  return undefined;
}

/** Letters of the maker, then the baud rate of modes B to E, then anything. */
function mayIdentify(character: number, index: number): boolean {
  if (index <= LETTERS) return /[A-Za-z]/.test(String.fromCharCode(character));
  return index > LETTERS + 1 || /[0-9A-I]/.test(String.fromCharCode(character));
}

function closesLine(octets: Uint8Array, at: number, index: number, isRequest: boolean): ModeELine {
  if (at + index + 1 >= octets.length) return 'more';
  if ((octetAt(octets, at + index + 1) & CHARACTER) !== LINE_FEED) return undefined;
  const last = octetAt(octets, at + index - 1) & CHARACTER;
  const isLine = isRequest ? last === EXCLAMATION_MARK : index > LETTERS + 1;
  return isLine ? { length: index + 2 } : undefined;
}

function findAcknowledgement(octets: Uint8Array, at: number): ModeELine {
  for (let i = 1; i < ACKNOWLEDGEMENT_LENGTH; i++) {
    if (at + i >= octets.length) return 'more';
    const character = octetAt(octets, at + i) & CHARACTER;
    const fits =
      i <= LETTERS
        ? character >= 0x30 && character <= 0x49
        : character === (i === LETTERS + 1 ? CARRIAGE_RETURN : LINE_FEED);
    if (!fits) return undefined;
  }
  return { length: ACKNOWLEDGEMENT_LENGTH };
}

function findBreak(octets: Uint8Array, at: number): ModeELine {
  for (const [i, character] of BREAK.entries()) {
    if (at + i >= octets.length) return 'more';
    if ((octetAt(octets, at + i) & CHARACTER) !== character) return undefined;
  }
  return { length: BREAK.length };
}

/** A line as text, control characters left out. */
export function modeEText(line: Uint8Array): string {
  let text = '';
  for (const octet of line) {
    const character = octet & CHARACTER;
    if (character >= 0x20 && character !== CHARACTER) text += String.fromCharCode(character);
  }
  return text;
}

/** Who a meter is, in the sign-on of IEC 62056-21. */
export interface ModeEIdentification {
  /** Three letters. */
  readonly manufacturer: string;
  /** Baud rate character: 0 is 300, 5 is 9600, 6 is 19200. */
  readonly baudRate: string;
  /** At most 16 characters. */
  readonly identification: string;
}

const LONGEST_IDENTIFICATION = 16;

/**
 * Writes the identification of a meter that speaks HDLC (mode E, `\2`), as eight-bit characters.
 *
 * @throws RangeError for letters, a baud rate or an identification that no line holds
 */
export function writeModeEIdentification(meter: ModeEIdentification): Uint8Array {
  const { manufacturer, baudRate, identification } = meter;
  if (!/^[A-Za-z]{3}$/.test(manufacturer) || !/^[0-9A-I]$/.test(baudRate))
    throw new RangeError('an identification begins with three letters and a baud rate');
  if (identification.length > LONGEST_IDENTIFICATION || !/^[ -~]*$/.test(identification))
    throw new RangeError(`an identification has ${LONGEST_IDENTIFICATION} characters at most`);
  const line = `/${manufacturer}${baudRate}\\2${identification}\r\n`;
  return Uint8Array.from(line, (character) => character.charCodeAt(0));
}
