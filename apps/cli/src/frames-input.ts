import { UsageError, reasonOf } from './errors.js';
import { isHex, readHexLines } from './hex-text.js';
import type { Io } from './io.js';

/**
 * Frames as they are given on a command line: one in hex, the name of a file with one a line, or `-` for the same on
 * standard input.
 *
 * @throws UsageError
 */
export async function readFrames(input: string, io: Io): Promise<Uint8Array[]> {
  if (input === '-') return readHexLines(await io.stdin());
  if (isHex(input)) return readHexLines(input);
  let text;
  try {
    text = await io.readFile(input);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${input}: neither hex nor a file (${reasonOf(error)})`);
  }
  try {
    return readHexLines(text);
  } catch (error) {
    throw new UsageError(`${input}: ${reasonOf(error)}`);
  }
}
