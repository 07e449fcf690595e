import type { ExplainOptions, Explanation } from '@dlms-telemetry/dlms';
import { explain } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { keysOf } from '../decode-frames.js';
import type { DecodeOptions } from '../decode-options.js';
import { readDecodeKeys, refuseKeysOf } from '../decode-options.js';
import { readConfiguration, receptorOf } from '../decode-with-configuration.js';
import { EXIT } from '../errors.js';
import { keysOfConfiguration } from '../explain-keys.js';
import { explanationLines } from '../explain-json.js';
import { explanationText } from '../explain-text.js';
import { readHex } from '../hex-text.js';
import { framedAs } from '../interface-type.js';
import type { Io } from '../io.js';

/**
 * `dlms explain`: shows what each octet of frames is, from the link layer to the values.
 *
 * @param input hex, or `-` for hex text on standard input
 * @returns 0 when nothing was refused, 1 when something was: it is explained all the same
 */
export async function explainFrames(
  input: string,
  options: DecodeOptions,
  io: Io,
): Promise<number> {
  const octets = readHex(input === '-' ? await io.stdin() : input);
  const explanation =
    options.config === undefined
      ? await withGivenKeys(octets, options, io)
      : await withConfiguration(octets, { ...options, config: options.config }, io);
  const { refusals } = explanation;
  const asJson = options.json === true || !io.isTerminal;
  io.out(asJson ? explanationLines(explanation) : explanationText(explanation, io));
  return refusals.length > 0 ? EXIT.refused : EXIT.done;
}

async function withGivenKeys(
  octets: Uint8Array,
  options: DecodeOptions,
  io: Io,
): Promise<Explanation> {
  const given = await readDecodeKeys(options, io);
  const { systemTitle } = given;
  return explained(octets, given.interfaceName, {
    keysFor: () => keysOf(given),
    ...(systemTitle === undefined ? {} : { systemTitle }),
  });
}

async function withConfiguration(
  octets: Uint8Array,
  options: DecodeOptions & { readonly config: string },
  io: Io,
): Promise<Explanation> {
  refuseKeysOf(options);
  const configuration = await readConfiguration(options.config, io);
  const receptor = receptorOf(configuration, options.receptor);
  const { ConnectionInterfaceType, DropDataLength } = receptor.options;
  return explained(octets, options.interface ?? ConnectionInterfaceType, {
    ...keysOfConfiguration(configuration, receptor.name, options.from),
    maxApduLength: DropDataLength,
  });
}

function explained(
  octets: Uint8Array,
  interfaceName: string | undefined,
  options: Omit<ExplainOptions, 'interfaceType' | 'crypto'>,
): Explanation {
  const { interfaceType, octets: framed } = framedAs(octets, interfaceName);
  const explanation = explain(framed, { ...options, interfaceType, crypto: nodeCrypto });
  const { layers, refusals } = explanation;
  if (layers.length > 1 || refusals.length > 0) return explanation;
  const message = `no frame of ${interfaceType} here carries an APDU`;
  return { layers, refusals: [{ code: 'link.empty', message, layer: 'link', offset: null }] };
}
