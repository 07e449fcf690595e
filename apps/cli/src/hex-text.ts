import { fromHex } from '@dlms-telemetry/dlms';
import { UsageError } from './errors.js';

/** `#` and what follows it on its line. */
const COMMENT = /#.*$/gm;
const NOT_HEX = /[^0-9a-fA-F]/;

/**
 * Hex text, read as one piece: white space, line ends and `#` comments are ignored.
 *
 * @throws UsageError that says where it is not hex
 */
export function readHex(text: string): Uint8Array {
  const lines = text.replace(COMMENT, '').split('\n');
  for (const [index, line] of lines.entries()) {
    const stranger = NOT_HEX.exec(line.replace(/\s/g, ''))?.[0];
    if (stranger !== undefined)
      throw new UsageError(`line ${index + 1}: ${JSON.stringify(stranger)} is no hex digit`);
  }
  const octets = fromHex(lines.join(''));
  if (octets === undefined) throw new UsageError('an odd number of hex digits');
  if (octets.length === 0) throw new UsageError('there is no octet in it');
  return octets;
}

/**
 * Hex text, read as one link frame a line; empty lines and `#` comments are ignored.
 *
 * @throws UsageError that says which line is not hex, or when there is no frame at all
 */
export function readHexLines(text: string): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const [index, line] of text.replace(COMMENT, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const octets = fromHex(line);
    if (octets === undefined) {
      const stranger = NOT_HEX.exec(line.replace(/\s/g, ''))?.[0];
      const what =
        stranger === undefined
          ? 'an odd number of hex digits'
          : `${JSON.stringify(stranger)} is no hex digit`;
      throw new UsageError(`line ${index + 1}: ${what}`);
    }
    frames.push(octets);
  }
  if (frames.length === 0) throw new UsageError('there is no frame in it');
  return frames;
}

/** Whether a text is hex digits and white space only, in whole octets. */
export function isHex(text: string): boolean {
  return text.trim() !== '' && fromHex(text) !== undefined;
}
