import {
  DecodeError,
  isInterfaceType,
  readFrame,
  toHex,
  wholeWrapper,
  type Crypto,
  type InterfaceType,
} from '@dlms-telemetry/dlms';
import type { Frame, Refusal, RefusalLayer } from '@dlms-telemetry/frame';
import type { Configuration, Receptor } from '@dlms-telemetry/options';
import {
  compileMapping,
  isMapRefusal,
  mapReadings,
  readShape,
  type FrameContext,
  type FrameReadings,
  type Mapping,
  type MapRefusal,
} from '@dlms-telemetry/reading';
import { isRegistryRefusal, type Registry, type UserMatch } from '@dlms-telemetry/registry';
import { AnswerMaker, type AnswerCounter, type AnswerWanted, type MadeAnswer } from './answer.js';
import { CounterScopes, type CounterClaim } from './counter-scopes.js';
import {
  ANY,
  logicalAddressesOf,
  sendsBetween,
  type LogicalAddresses,
} from './logical-addresses.js';
import { notificationOf } from './notification-of.js';
import { both, openApdu, readReceived, type Opened, type Received } from './open-apdu.js';
import { ShapeCache } from './shape/shape-cache.js';

/** What came of a frame: its readings, or why it gave none. */
export type Interpretation =
  | {
      readonly type: 'readings';
      readonly readings: FrameReadings;
      /** What a tag has proven; none where nothing tells a repeat. */
      readonly counter?: CounterClaim;
      /** Where a tag has proven that a user of the store used another key than its active one. */
      readonly user?: UserMatch;
      /** Of a protected notification that asks for a confirmation. */
      readonly answer?: AnswerWanted;
    }
  | {
      readonly type: 'refused';
      readonly refusal: Refusal;
      /** Of the APDU, in hexadecimal, where it carries one. */
      readonly systemTitle?: string;
      /** Of a protected notification that was opened, is kept with what is wrong with it, and asks for a confirmation. */
      readonly answer?: AnswerWanted;
    };

/** What an interpreter is given. */
export interface InterpreterPorts {
  readonly configuration: Configuration;
  readonly registry: Registry;
  readonly crypto: Crypto;
  /** Shapes of notifications that are kept for each receptor; 0: every frame is parsed. Default 256. */
  readonly mostShapes?: number;
}

/** Makes readings of frames. */
export interface Interpreter {
  /**
   * Whatever is wrong with the frame comes back as a refusal. What is thrown is a mistake of this program, which the
   * stage logs and refuses as `process.internal`.
   */
  interpret(frame: Frame): Interpretation;
  /** Makes the answer that a frame asks for, under a counter for the scope that `interpret` told. */
  answer(frame: Frame, counter: AnswerCounter): MadeAnswer;
}

/** What the gateway has accepted was short enough for it; `DropDataLength` may have become another one since. */
const LIMITS = { maxApduLength: 32_767 } as const;
const NO_OCTETS = new Uint8Array(0);
const NOTHING: readonly string[] = [];

/** What a frame is opened with. */
interface Opening extends Pick<InterpreterPorts, 'registry' | 'crypto'> {
  readonly scopes: CounterScopes;
  readonly answers: AnswerMaker;
}

interface Device {
  readonly mapping: Mapping;
  readonly shapes: ShapeCache;
  /** `DeviceAuthorization`. */
  readonly onlyUsers: boolean;
}

/** Builds an interpreter; property maps are compiled here, once for each receptor. */
export function createInterpreter(ports: InterpreterPorts): Interpreter {
  const { registry, crypto } = ports;
  const opening: Opening = {
    registry,
    crypto,
    scopes: new CounterScopes(crypto),
    answers: new AnswerMaker(crypto),
  };
  const devices = new Map<string, Device>();
  for (const receptor of ports.configuration.receptors) {
    devices.set(receptor.name, deviceOf(receptor, ports));
  }
  return {
    interpret(frame) {
      const device = devices.get(frame.receptor);
      if (device === undefined) {
        const message = `The configuration has no receptor ${frame.receptor}.`;
        return refused('process.unknown-receptor', message);
      }
      return interpretAs(device, frame, opening);
    },
    answer(frame, counter) {
      const device = devices.get(frame.receptor);
      return device === undefined ? KEYS_CHANGED : answerAs(device, frame, opening, counter);
    },
  };
}

function deviceOf(
  { name, options }: Receptor,
  { configuration, mostShapes }: InterpreterPorts,
): Device {
  const { PropertiesDeviceName: section } = options;
  const mapping = compileMapping({
    receptor: name,
    deviceType: options.DeviceType,
    groupName: options.GroupName,
    gatewayId: options.GatewayId ?? configuration.serviceId,
    registerAsGateway: options.RegisterAsGateway,
    serialProperty: options.DeviceGatewayIdProperty,
    timeZone: options.TimeZone,
    section: section === undefined ? undefined : configuration.propertyMaps.get(section),
  });
  const shapes = new ShapeCache(mapping, mostShapes);
  return { onlyUsers: options.DeviceAuthorization, mapping, shapes };
}

function interpretAs(device: Device, frame: Frame, ports: Opening): Interpretation {
  const { registry, crypto } = ports;
  const { interfaceType } = frame;
  if (!isInterfaceType(interfaceType)) {
    const message = `The interface type ${interfaceType} is not read by this version.`;
    return refused('process.interface-type', message);
  }
  let systemTitle: Uint8Array | undefined;
  try {
    const { shapes } = device;
    const link = readLink(interfaceType, frame.bytes, registry.asksForAddresses(frame.receptor));
    const received = readReceived(link.apdu, shapes);
    ({ systemTitle } = received);
    const candidates = registry.find(queryOf(frame, received));
    if (isRegistryRefusal(candidates)) {
      return refused(candidates.code, candidates.message, null, systemTitle);
    }
    const { addresses } = link;
    const likely =
      addresses === undefined
        ? candidates
        : candidates.filter((candidate) => sendsBetween(candidate, addresses));
    if (likely.length === 0) return wrongAddress(addresses, systemTitle);
    const opened = openApdu(received, likely, crypto, shapes);
    if (device.onlyUsers && frame.transport === 'udp' && !opened.authenticated) {
      const message = 'The APDU came over UDP and is not authenticated: its source proves nothing.';
      return refused('source.not-authenticated', message, null, systemTitle);
    }
    const result = readingsOf(device, opened, {
      frameId: frame.id,
      receivedAt: frame.receivedAt,
      remoteAddress: frame.remoteAddress,
      systemTitle: opened.systemTitle,
      userSerial: opened.candidate.serial,
      leniencies: both(link.leniencies, opened.leniencies),
    });
    const answer = ports.answers.wantedBy(opened);
    if (isMapRefusal(result))
      return {
        ...refused(result.code, result.message, null, systemTitle),
        ...(answer === undefined ? undefined : { answer }),
      };
    const { counted, candidate, authenticated } = opened;
    if (authenticated && candidate.keyState === 'next')
      registry.proven(frame.receptor, candidate, frame.receivedAt);
    // Without a tag nothing is proven: anybody could make a key come into use.
    const user = authenticated ? candidate.match : undefined;
    const counter =
      counted === undefined ? undefined : ports.scopes.claimOf(frame.receptor, candidate, counted);
    return {
      type: 'readings',
      readings: result,
      ...(counter === undefined ? undefined : { counter }),
      ...(user === undefined ? undefined : { user }),
      ...(answer === undefined ? undefined : { answer }),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return refused(error.code, error.message, error.offset, systemTitle);
  }
}

const KEYS_CHANGED: MadeAnswer = { type: 'none', reason: 'keys-changed' };

/** Opens a frame once more, by the registry as it is now. */
function answerAs(
  { shapes }: Device,
  frame: Frame,
  { registry, crypto, answers }: Opening,
  counter: AnswerCounter,
): MadeAnswer {
  const { interfaceType, bytes } = frame;
  if (!isInterfaceType(interfaceType)) return { type: 'none', reason: 'link-layer' };
  try {
    const { apdu, link } = readFrame(interfaceType, bytes, LIMITS);
    const received = readReceived(apdu, shapes);
    const candidates = registry.find(queryOf(frame, received));
    if (isRegistryRefusal(candidates)) return KEYS_CHANGED;
    const addresses = logicalAddressesOf(link);
    const likely =
      addresses === undefined
        ? candidates
        : candidates.filter((candidate) => sendsBetween(candidate, addresses));
    return answers.make(openApdu(received, likely, crypto, shapes), link, counter);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return KEYS_CHANGED;
  }
}

function queryOf(frame: Frame, { systemTitle, isProtected }: Received) {
  const { receptor, remoteAddress, receivedAt } = frame;
  return { receptor, systemTitle, isProtected, remoteAddress, receivedAt };
}

interface Link {
  readonly apdu: Uint8Array;
  readonly leniencies: readonly string[];
  /** Read where they are asked for, and where there are any. */
  readonly addresses?: LogicalAddresses | undefined;
}

function readLink(interfaceType: InterfaceType, bytes: Uint8Array, checksAddresses: boolean): Link {
  if (interfaceType === 'WRAPPER' && !checksAddresses) {
    const apdu = wholeWrapper(bytes, LIMITS.maxApduLength);
    if (apdu !== undefined) return { apdu, leniencies: NOTHING };
  }
  const { apdu, leniencies, link } = readFrame(interfaceType, bytes, LIMITS);
  return { apdu, leniencies, addresses: checksAddresses ? logicalAddressesOf(link) : undefined };
}

function wrongAddress(
  addresses: LogicalAddresses | undefined,
  systemTitle: Uint8Array,
): Interpretation {
  const { client, server } = addresses ?? { client: ANY, server: ANY };
  const message = `The push goes from server ${server} to client ${client}, which is not what ServerAddress and ClientAddress ask for.`;
  return refused('source.logical-address', message, null, systemTitle);
}

/** Reads in place what has a known shape; all else is parsed and mapped, and its shape learned. */
function readingsOf(
  { mapping, shapes }: Device,
  { content, plain }: Opened,
  context: FrameContext,
): FrameReadings | MapRefusal {
  if ('outline' in content) return readShape(content, plain, context);
  const result = mapReadings(mapping, notificationOf(content), context);
  if (!isMapRefusal(result) && content.type === 'data-notification') shapes.learn(plain);
  return result;
}

function refused(
  code: string,
  message: string,
  offset: number | null = null,
  systemTitle: Uint8Array = NO_OCTETS,
): Interpretation {
  const refusal = { code, message, layer: layerOf(code), offset };
  if (systemTitle.length === 0) return { type: 'refused', refusal };
  return { type: 'refused', refusal, systemTitle: toHex(systemTitle) };
}

/** The part of a code before its dot. */
function layerOf(code: string): RefusalLayer {
  return code.slice(0, code.indexOf('.')) as RefusalLayer;
}
