import type { DecodeErrorCode } from './errors.js';

/** What a code means and what an operator does about it. */
export interface Advice {
  readonly meaning: string;
  readonly advice: string;
}

const LINE =
  'Single cases are noise on the line. If they repeat, look at the modem or converter before the meter, and at ConnectionInterfaceType.';
const CUT =
  'Single cases are lost packets. If they repeat, look at the modem, at time-outs on the way and at DropDataLength.';
const MAKER =
  'The frame is kept. If all frames of a meter type fail so, report it with one of them: a leniency may be needed.';

/** What each code means and what to do about it, for docs/errors.md. */
export const decodeErrorAdvice: Readonly<Record<DecodeErrorCode, Advice>> = {
  'link.noise': {
    meaning: 'No frame of the configured link layer can be found in the octets.',
    advice: 'Something else speaks to this port, or ConnectionInterfaceType is another one.',
  },
  'link.version': {
    meaning: 'Not a WRAPPER header of version 1, where a frame must begin.',
    advice:
      'Something else speaks to this port (HTTP, a scanner), or ConnectionInterfaceType is another one.',
  },
  'link.format': {
    meaning:
      'The format, address or control field of a frame is not valid, or it is no frame of DLMS/COSEM.',
    advice: 'Something else speaks to this port, or ConnectionInterfaceType is another one.',
  },
  'link.length': {
    meaning: 'A length field contradicts the frame.',
    advice: LINE,
  },
  'link.hcs': {
    meaning: 'The check sequence of an HDLC header is wrong.',
    advice: LINE,
  },
  'link.fcs': {
    meaning: 'The check sequence of an HDLC or PLC frame is wrong.',
    advice: LINE,
  },
  'link.checksum': {
    meaning:
      'The checksum of a wired M-Bus frame, or a CRC of a wireless M-Bus or PLC frame, is wrong.',
    advice: LINE,
  },
  'link.stop': {
    meaning: 'An M-Bus frame does not end in its stop octet.',
    advice: LINE,
  },
  'link.llc': {
    meaning: 'An HDLC frame carries no LLC header where one must stand.',
    advice: MAKER,
  },
  'link.empty': {
    meaning: 'A frame carries no APDU.',
    advice: 'Some modems send such frames to keep a connection open: nothing is lost.',
  },
  'link.too-long': {
    meaning: 'The APDU is longer than DropDataLength.',
    advice: 'Raise DropDataLength of the receptor, if the meters send such long lists.',
  },
  'link.segment-missing': {
    meaning: 'A segment of an APDU was lost.',
    advice: CUT,
  },
  'link.incomplete': {
    meaning: 'The sender stopped or closed in the middle of a frame, of segments or of blocks.',
    advice: CUT,
  },
  'security.plain': {
    meaning: 'The APDU is not protected, but SecureClient or SecurityLevel ask for protection.',
    advice: 'Switch protection on in the meter, or lower the options if plain pushes are wanted.',
  },
  'security.policy': {
    meaning: 'The APDU is less protected than SecurityLevel and SecureClientSecurity ask for.',
    advice: 'Set the security policy of the meter, or lower the options if this is wanted.',
  },
  'security.truncated': {
    meaning: 'The protected content is shorter than its own header and tag.',
    advice: CUT,
  },
  'security.system-title': {
    meaning: 'A system title is neither empty nor 8 octets long.',
    advice: MAKER,
  },
  'security.unsupported-suite': {
    meaning: 'The security control names a suite that does not exist.',
    advice: MAKER,
  },
  'security.unsupported-compression': {
    meaning: 'The content is compressed (V.44), which is not read.',
    advice: 'Switch compression off in the meter.',
  },
  'security.key-config': {
    meaning: 'A configured key has the wrong length for the suite that the meter uses.',
    advice:
      'Suites 0 and 1 have keys of 16 octets, suite 2 of 32: correct the key or SecuritySuite.',
  },
  'security.no-key': {
    meaning: 'A key that the APDU needs is not known for this meter.',
    advice:
      'Add the key that the message names to the user or the section, then run the dead letter again. Get keys from the maker or the grid operator.',
  },
  'security.no-title': {
    meaning: 'The APDU carries no system title and none is configured for its sender.',
    advice:
      'Set SystemTitle of the section, or register the meter as a user with Ip and SystemTitle.',
  },
  'security.tag': {
    meaning: 'The authentication tag is wrong: a wrong key, or an octet was changed on the way.',
    advice:
      'The message says which of the keys does not fit. Correct it, then run the dead letter again. If single frames of a meter fail among good ones, somebody may be tampering.',
  },
  'security.wrong-key': {
    meaning: 'Decrypted with the block cipher key, the content is no APDU.',
    advice: 'Correct BlockCipherKey of the user or the section, then run the dead letter again.',
  },
  'security.key-unwrap': {
    meaning: 'A wrapped key does not open under the master key, or was changed on the way.',
    advice: 'Correct MasterKey of the user or the section, then run the dead letter again.',
  },
  'security.key-agreement': {
    meaning: 'No key can be agreed on: the scheme, a public key or the suite do not fit.',
    advice:
      'Compare KeyAgreementPrivateKey, ServerKeyAgreementPublicKey and SecuritySuite with what the meter holds.',
  },
  'security.signature': {
    meaning: 'The digital signature is wrong, or is missing where one must stand.',
    advice:
      'Correct ServerSigningPublicKey. If single frames of a meter fail among good ones, somebody may be tampering.',
  },
  'security.nested': {
    meaning: 'Protection inside protection, where the standard has none.',
    advice: MAKER,
  },
  'apdu.empty': {
    meaning: 'The APDU has no octets.',
    advice: MAKER,
  },
  'apdu.truncated': {
    meaning: 'The APDU ends in the middle of a field.',
    advice: CUT,
  },
  'apdu.trailing': {
    meaning: 'Octets follow the end of the APDU.',
    advice: MAKER,
  },
  'apdu.malformed': {
    meaning: 'A field holds a value that the standard forbids.',
    advice: MAKER,
  },
  'apdu.unknown-tag': {
    meaning: 'The first octet is that of no APDU.',
    advice:
      'What the meter sends is not DLMS (a DSMR telegram or a protocol of the maker), or ConnectionInterfaceType is another one.',
  },
  'apdu.unsupported': {
    meaning: 'An APDU of DLMS that is not read here.',
    advice: 'A push receptor reads notifications. Look at what the meter is configured to send.',
  },
  'apdu.date-time': {
    meaning: 'A date-time is not 12 octets long.',
    advice: MAKER,
  },
  'apdu.block-missing': {
    meaning: 'A block of a general-block-transfer was lost.',
    advice: CUT,
  },
  'apdu.block-length': {
    meaning: 'A block of a general-block-transfer says it is longer than it is.',
    advice: CUT,
  },
  'apdu.block-nested': {
    meaning: 'A general-block-transfer inside another one.',
    advice: MAKER,
  },
  'apdu.ber-length': {
    meaning: 'A length in BER is not valid.',
    advice: MAKER,
  },
  'apdu.unknown-type': {
    meaning: 'A value has a type that DLMS does not have.',
    advice: MAKER,
  },
  'apdu.depth': {
    meaning: 'Values are nested more deeply than the limit.',
    advice: 'No meter does this: the frame was made to harm, or is damaged.',
  },
  'apdu.count': {
    meaning: 'A list claims more elements than the limit, or than its octets could hold.',
    advice: 'No meter does this: the frame was made to harm, or is damaged.',
  },
  'apdu.length': {
    meaning: 'A length has more than four octets.',
    advice: 'No meter does this: the frame was made to harm, or is damaged.',
  },
  'apdu.compact-array': {
    meaning: 'The type description and the contents of a compact-array disagree.',
    advice: MAKER,
  },
};
