/** Where an octet string was refused: link layer, protection, or APDU. */
export type DecodeLayer = 'link' | 'security' | 'apdu';

/** Every reason for which octets from outside can be refused by this library. The part before the dot is the layer. */
export type DecodeErrorCode =
  // Link layer
  | 'link.noise' // octets in which no frame of this link layer can be found
  | 'link.version' // WRAPPER: version is not 1
  | 'link.format' // HDLC: frame format type, address or control field is not valid; M-Bus: no telegram of DLMS/COSEM
  | 'link.length' // a length field contradicts the frame (M-Bus: the two L fields differ)
  | 'link.hcs' // HDLC header check sequence
  | 'link.fcs' // HDLC or PLC frame check sequence
  | 'link.checksum' // M-Bus checksum or CRC, CRC of a PLC frame around HDLC
  | 'link.stop' // M-Bus stop octet
  | 'link.llc' // HDLC: the LLC header is missing where one must stand
  | 'link.empty' // a frame without an APDU
  | 'link.too-long' // the APDU is longer than the limit (DropDataLength)
  | 'link.segment-missing' // a segment of an APDU was lost
  | 'link.incomplete' // the sender stopped or closed in the middle of a frame, of segments or of blocks
  // Protection
  | 'security.plain' // no protection where some is asked for
  | 'security.policy' // weaker protection than is asked for
  | 'security.truncated' // the ciphered content is shorter than its own header and tag
  | 'security.system-title' // the system title is neither empty nor 8 octets
  | 'security.unsupported-suite' // security control names a suite that does not exist
  | 'security.unsupported-compression' // security control asks for V.44
  | 'security.key-config' // a configured key has the wrong length
  | 'security.no-key' // no key is known for this system title
  | 'security.no-title' // the APDU carries no system title and none is configured
  | 'security.tag' // the authentication tag is wrong
  | 'security.wrong-key' // encryption only: the plain text is no APDU
  | 'security.key-unwrap' // a wrapped key does not open under the master key, or was changed
  | 'security.key-agreement' // the key cannot be agreed on: scheme, public key or suite do not fit
  | 'security.signature' // the digital signature is wrong or missing
  | 'security.nested' // protection inside protection where the standard has none
  // APDU
  | 'apdu.empty'
  | 'apdu.truncated'
  | 'apdu.trailing' // octets after the end of the APDU
  | 'apdu.malformed' // a field holds a value that the standard forbids
  | 'apdu.unknown-tag'
  | 'apdu.unsupported' // a known APDU that no reader exists for yet
  | 'apdu.date-time' // a date-time that is not 12 octets
  | 'apdu.block-missing' // general-block-transfer: a block was lost
  | 'apdu.block-length' // general-block-transfer: block length beyond the APDU
  | 'apdu.block-nested' // general-block-transfer inside general-block-transfer
  | 'apdu.ber-length'
  | 'apdu.unknown-type' // A-XDR: unknown type tag
  | 'apdu.depth' // A-XDR: nested deeper than the limit
  | 'apdu.count' // A-XDR: more elements than the limit or than octets could hold
  | 'apdu.length' // A-XDR: length field of more than four octets
  | 'apdu.compact-array'; // A-XDR: type description and contents of a compact-array disagree

/** The layer a code belongs to. */
export function layerOf(code: DecodeErrorCode): DecodeLayer {
  return code.slice(0, code.indexOf('.')) as DecodeLayer;
}

/** The only error that octets from outside can cause. `offset` counts in the octets of its layer. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;
  readonly offset: number | null;

  /** @param offset octets from the start of the frame, the APDU or the plain text; null where there is none */
  constructor(
    code: DecodeErrorCode,
    message: string,
    offset: number | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.offset = offset;
  }

  get layer(): DecodeLayer {
    return layerOf(this.code);
  }
}

/** What is most likely behind a wrong authentication tag, see `diagnoseTag`. */
export type TagFault = 'authentication-key' | 'block-cipher-key' | 'content' | 'unknown';

/** `security.tag`, with what is most likely wrong. */
export class TagError extends DecodeError {
  readonly fault: TagFault;

  constructor(fault: TagFault, message: string, offset: number) {
    super('security.tag', message, offset);
    this.fault = fault;
  }
}
