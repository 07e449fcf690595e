import type { DecodeKeys } from './decode-frames.js';
import { UsageError } from './errors.js';
import type { Io } from './io.js';
import { readKey, readSystemTitle } from './key-option.js';

/** What `dlms decode` and `dlms explain` are told. */
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

/** Keys and titles of a command line without a configuration. @throws UsageError */
export async function readDecodeKeys(options: DecodeOptions, io: Io): Promise<DecodeKeys> {
  const { blockCipherKey, authenticationKey, receptor, systemTitle } = options;
  if (receptor !== undefined)
    throw new UsageError('--receptor names a section of a configuration: give --config too');
  return {
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
    systemTitle: readSystemTitle(systemTitle),
  };
}

/** Two sources of keys would leave open which of them a refusal speaks of. @throws UsageError */
export function refuseKeysOf({
  blockCipherKey,
  authenticationKey,
  systemTitle,
}: DecodeOptions): void {
  if ((blockCipherKey ?? authenticationKey ?? systemTitle) !== undefined)
    throw new UsageError('with --config keys and titles are those of the configuration');
}
