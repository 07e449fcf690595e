import { decodeFrames } from '../decode-frames.js';
import { jsonOutput, textOutput } from '../decode-output.js';
import { decodeWithConfiguration } from '../decode-with-configuration.js';
import { readDecodeKeys, refuseKeysOf } from '../decode-options.js';
import type { DecodeOptions } from '../decode-options.js';
import { readHex } from '../hex-text.js';
import type { Io } from '../io.js';

/**
 * `dlms decode`: shows the values of each frame, or with a configuration its readings.
 *
 * @param input hex, or `-` for hex text on standard input
 * @returns 0 when every frame gave something, 1 when one was refused
 */
export async function decode(input: string, options: DecodeOptions, io: Io): Promise<number> {
  const octets = readHex(input === '-' ? await io.stdin() : input);
  const output = options.json === true || !io.isTerminal ? jsonOutput(io) : textOutput(io);
  if (options.config !== undefined) {
    refuseKeysOf(options);
    return decodeWithConfiguration(octets, { ...options, config: options.config }, output, io);
  }
  return decodeFrames(octets, await readDecodeKeys(options, io), output);
}
