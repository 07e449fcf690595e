import { UsageError } from '../errors.js';
import { decodeFrames } from '../decode-frames.js';
import { jsonOutput, textOutput } from '../decode-output.js';
import { decodeWithConfiguration } from '../decode-with-configuration.js';
import { readHex } from '../hex-text.js';
import type { Io } from '../io.js';
import { readKey, readSystemTitle } from '../key-option.js';

/** What `dlms decode` is told. */
export interface DecodeOptions {
  readonly interface?: string;
  readonly blockCipherKey?: string;
  readonly authenticationKey?: string;
  readonly systemTitle?: string;
  readonly config?: string;
  readonly receptor?: string;
  readonly from: string;
  readonly json?: boolean;
}

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
  if (options.receptor !== undefined)
    throw new UsageError('--receptor names a section of a configuration: give --config too');
  const { blockCipherKey, authenticationKey } = options;
  return decodeFrames(
    octets,
    {
      interfaceName: options.interface,
      blockCipherKey: await readKey(
        {
          name: '--block-cipher-key',
          value: blockCipherKey,
          variable: 'DLMS_BLOCK_CIPHER_KEY',
        },
        io,
      ),
      authenticationKey: await readKey(
        {
          name: '--authentication-key',
          value: authenticationKey,
          variable: 'DLMS_AUTHENTICATION_KEY',
        },
        io,
      ),
      systemTitle: readSystemTitle(options.systemTitle),
    },
    output,
  );
}

/** Two sources of keys would leave open which of them a refusal speaks of. */
function refuseKeysOf({ blockCipherKey, authenticationKey, systemTitle }: DecodeOptions): void {
  if ((blockCipherKey ?? authenticationKey ?? systemTitle) !== undefined)
    throw new UsageError('with --config keys and titles are those of the configuration');
}
