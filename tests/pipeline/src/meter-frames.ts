import { createCipheriv } from 'node:crypto';

/** Keys of a meter, as the users API takes them. */
export interface MeterKeys {
  readonly BlockCipherKey: string;
  readonly AuthenticationKey: string;
}

/** Readings that each frame gives. */
export const READINGS_IN_FRAME = 2;

const IMPORT = [0x01, 0x00, 0x01, 0x08, 0x00, 0xff];
const EXPORT = [0x01, 0x00, 0x02, 0x08, 0x00, 0xff];
const TITLE_OCTETS = 8;
const TAG_OCTETS = 12;
/** Security control: authenticated and encrypted (Green Book 9.2.7.2.4.1). */
const CONTROL = 0x30;
const GENERAL_GLO_CIPHERING = 0xdb;

/** A self-describing data-notification in the wrapper, both of whose registers hold `number` Wh. */
export function plainFrame(number: number): Buffer {
  return wrapped(notification(number));
}

/** The same under general-glo-ciphering, suite 0 (Green Book 9.2.7). */
export function cipheredFrame(
  number: number,
  counter: number,
  systemTitle: string,
  keys: MeterKeys,
): Buffer {
  const title = Buffer.from(systemTitle, 'hex');
  const header = Buffer.alloc(1 + 4);
  header.writeUInt8(CONTROL);
  header.writeUInt32BE(counter, 1);
  const cipher = createCipheriv(
    'aes-128-gcm',
    Buffer.from(keys.BlockCipherKey, 'hex'),
    Buffer.concat([title, header.subarray(1)]),
    { authTagLength: TAG_OCTETS },
  );
  cipher.setAAD(Buffer.concat([header.subarray(0, 1), Buffer.from(keys.AuthenticationKey, 'hex')]));
  const text = Buffer.concat([cipher.update(notification(number)), cipher.final()]);
  const content = Buffer.concat([header, text, cipher.getAuthTag()]);
  const prefix = Buffer.of(GENERAL_GLO_CIPHERING, TITLE_OCTETS, ...title, content.length);
  return wrapped(Buffer.concat([prefix, content]));
}

/** Without a date-time; a list of two structures: code, value, scaler and unit. */
function notification(number: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  const register = (code: readonly number[]): number[] => [
    ...[0x02, 0x03, 0x09, code.length, ...code],
    ...[0x06, ...value, 0x02, 0x02, 0x0f, 0x00, 0x16, 0x1e],
  ];
  return Buffer.of(
    ...[0x0f, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x02],
    ...register(IMPORT),
    ...register(EXPORT),
  );
}

/** Version 1, ports 1 and 1, length (Green Book 7.3.3). */
function wrapped(apdu: Uint8Array): Buffer {
  const header = Buffer.of(0, 1, 0, 1, 0, 1, 0, 0);
  header.writeUInt16BE(apdu.length, header.length - 2);
  return Buffer.concat([header, apdu]);
}
