/** U frames: type of command or response, without the poll/final bit (Green Book 8.4.3). */
const U_TYPES = {
  0x83: 'SNRM',
  0x43: 'DISC',
  0x63: 'UA',
  0x0f: 'DM',
  0x87: 'FRMR',
  0x03: 'UI',
} as const;

/** S frames, by their low four bits. */
const S_TYPES = { 0x01: 'RR', 0x05: 'RNR', 0x09: 'REJ' } as const;

const POLL_FINAL = 0x10;

/** Type of an unnumbered frame. */
export type UnnumberedType = (typeof U_TYPES)[keyof typeof U_TYPES];
/** Type of a supervisory frame. */
export type SupervisoryType = (typeof S_TYPES)[keyof typeof S_TYPES];

/** Control field of an HDLC frame. Sequence numbers are 0 to 7. */
export type HdlcControl =
  | {
      readonly type: 'I';
      readonly sendSequence: number;
      readonly receiveSequence: number;
      readonly pollFinal: boolean;
    }
  | {
      readonly type: SupervisoryType;
      readonly receiveSequence: number;
      readonly pollFinal: boolean;
    }
  | { readonly type: UnnumberedType; readonly pollFinal: boolean };

/** @returns undefined for an octet that is no control field of this profile */
export function readHdlcControl(octet: number): HdlcControl | undefined {
  const pollFinal = (octet & POLL_FINAL) !== 0;
  const receiveSequence = octet >>> 5;
  if ((octet & 0x01) === 0)
    return { type: 'I', sendSequence: (octet >>> 1) & 7, receiveSequence, pollFinal };
  const supervisory = lookUp(S_TYPES, octet & 0x0f);
  if (supervisory !== undefined) return { type: supervisory, receiveSequence, pollFinal };
  const unnumbered = lookUp(U_TYPES, octet & ~POLL_FINAL);
  return unnumbered === undefined ? undefined : { type: unnumbered, pollFinal };
}

export function writeHdlcControl(control: HdlcControl): number {
  const pollFinal = control.pollFinal ? POLL_FINAL : 0;
  if (control.type === 'I')
    return (control.receiveSequence << 5) | pollFinal | (control.sendSequence << 1);
  if ('receiveSequence' in control)
    return (control.receiveSequence << 5) | pollFinal | codeOf(S_TYPES, control.type);
  return pollFinal | codeOf(U_TYPES, control.type);
}

function lookUp<T extends string>(types: Readonly<Record<number, T>>, code: number): T | undefined {
  return types[code];
}

function codeOf(types: Readonly<Record<number, string>>, type: string): number {
  return Number(Object.keys(types).find((code) => types[Number(code)] === type));
}
