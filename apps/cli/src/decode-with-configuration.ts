import { randomBytes } from 'node:crypto';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { uuidv7 } from '@dlms-telemetry/frame';
import type { Frame, Refusal } from '@dlms-telemetry/frame';
import { createInterpreter } from '@dlms-telemetry/interpret';
import type { Interpretation } from '@dlms-telemetry/interpret';
import { ConfigurationError, parseConfiguration, problemLine } from '@dlms-telemetry/options';
import type { Configuration, Receptor } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import { readConfigurationFile } from './configuration-file.js';
import { eventsOf, refusedByLink } from './decode-frames.js';
import type { DecodeOutput, ReadingLine, RefusedLine } from './decode-output.js';
import { CommandError, EXIT, UsageError } from './errors.js';
import { framedAs } from './interface-type.js';
import type { Io } from './io.js';

const RANDOM_OCTETS = 10;

/** Which configuration, and as what the frames are taken. */
export interface ConfiguredOptions {
  readonly config: string;
  readonly receptor?: string;
  readonly interface?: string;
  /** Address that the frames seem to come from. */
  readonly from: string;
}

/**
 * Decodes frames as a receptor of a configuration would: with its keys, users and property maps.
 *
 * @returns the exit code
 */
export async function decodeWithConfiguration(
  octets: Uint8Array,
  options: ConfiguredOptions,
  output: DecodeOutput,
  io: Io,
): Promise<number> {
  const configuration = await readConfiguration(options.config, io);
  const receptor = receptorOf(configuration, options.receptor);
  const { ConnectionInterfaceType, DropDataLength } = receptor.options;
  const framed = framedAs(octets, options.interface ?? ConnectionInterfaceType);
  const interpreter = createInterpreter({
    configuration,
    registry: createRegistry(configuration),
    crypto: nodeCrypto,
  });
  let exitCode: number = EXIT.done;
  const limits = { maxApduLength: DropDataLength };
  for (const event of eventsOf(framed, limits)) {
    const frame = frameOf(event.wire, framed.interfaceType, receptor, options.from, io);
    const result: Interpretation =
      event.type === 'apdu'
        ? interpreter.interpret(frame)
        : { type: 'refused', refusal: refusedByLink(event) };
    if (result.type === 'readings') {
      output.readings(linesOf(frame, result));
    } else {
      output.refused(refusedLine(frame, result.refusal));
      exitCode = EXIT.refused;
    }
  }
  return exitCode;
}

/** Reads a configuration file. @throws CommandError with every problem of it */
export async function readConfiguration(file: string, io: Io): Promise<Configuration> {
  const { text, sources } = await readConfigurationFile(file, io);
  try {
    return parseConfiguration(text, sources).configuration;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => `\n  ${file}:${problemLine(problem)}`);
    throw new CommandError(`the configuration has errors:${problems.join('')}`);
  }
}

/** The receptor of that name, or the only one. @throws UsageError */
export function receptorOf({ receptors }: Configuration, name: string | undefined): Receptor {
  const names = receptors.map((receptor) => receptor.name).join(', ');
  const found =
    name === undefined && receptors.length === 1
      ? receptors[0]
      : receptors.find((receptor) => receptor.name === name);
  if (found !== undefined) return found;
  if (names === '') throw new UsageError('the configuration has no DlmsPushServer');
  throw new UsageError(
    name === undefined
      ? `give --receptor, one of ${names}`
      : `there is no receptor ${JSON.stringify(name)}, there are ${names}`,
  );
}

function frameOf(
  bytes: Uint8Array,
  interfaceType: string,
  receptor: Receptor,
  remoteAddress: string,
  io: Io,
): Frame {
  const receivedAt = io.now();
  return {
    id: uuidv7(receivedAt, randomBytes(RANDOM_OCTETS)),
    receptor: receptor.name,
    gatewayProcess: 'dlms',
    connectionId: 'dlms-decode',
    transport: 'loopback',
    remoteAddress,
    remotePort: 0,
    localPort: receptor.options.Port ?? 0,
    receivedAt,
    interfaceType,
    bytes,
  };
}

function linesOf(
  { id, receptor }: Frame,
  { readings }: Extract<Interpretation, { readonly type: 'readings' }>,
): ReadingLine[] {
  return readings.readings.map(({ routingKey, reading }) => ({
    routingKey,
    reading,
    frameId: id,
    receptor,
  }));
}

/** The fields in the order in which `npm start` writes them. */
function refusedLine(
  { id, receptor, remoteAddress }: Frame,
  { code, message, layer, offset }: Refusal,
): RefusedLine {
  return { code, message, layer, offset, receptor, remoteAddress, frameId: id };
}
