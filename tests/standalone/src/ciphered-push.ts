import { createCipheriv } from 'node:crypto';
import { pushFrame } from './push-frames.js';

/** Keys as the options of a receptor have them. */
export const KEYS = {
  BlockCipherKey: '000102030405060708090A0B0C0D0E0F',
  AuthenticationKey: 'D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF',
} as const;

type Keys = Readonly<Record<keyof typeof KEYS, string>>;

/** Of the meter that pushes. */
export const SYSTEM_TITLE = '4B464D1020000001';

const TITLE = Buffer.from(SYSTEM_TITLE, 'hex');
const WRAPPER_OCTETS = 8;
const TAG_OCTETS = 12;
const GENERAL_GLO_CIPHERING = 0xdb;
const AUTHENTICATED_AND_ENCRYPTED = 0x30;

/** What `pushFrame` makes, under general-glo-ciphering with an invocation counter (Green Book 9.2.7). */
export function cipheredPushFrame(
  number: number,
  invocationCounter: number,
  keys: Keys = KEYS,
): Buffer {
  const frame = pushFrame(number);
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(invocationCounter);
  const control = Buffer.of(AUTHENTICATED_AND_ENCRYPTED);
  const cipher = createCipheriv(
    'aes-128-gcm',
    Buffer.from(keys.BlockCipherKey, 'hex'),
    Buffer.concat([TITLE, counter]),
    { authTagLength: TAG_OCTETS },
  ).setAAD(Buffer.concat([control, Buffer.from(keys.AuthenticationKey, 'hex')]));
  const text = Buffer.concat([cipher.update(frame.subarray(WRAPPER_OCTETS)), cipher.final()]);
  const content = Buffer.concat([control, counter, text, cipher.getAuthTag()]);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  const apdu = Buffer.concat([
    Buffer.of(GENERAL_GLO_CIPHERING, TITLE.length),
    TITLE,
    Buffer.from(length),
    content,
  ]);
  const header = Buffer.from(frame.subarray(0, WRAPPER_OCTETS));
  header.writeUInt16BE(apdu.length, WRAPPER_OCTETS - 2);
  return Buffer.concat([header, apdu]);
}
