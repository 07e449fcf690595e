import {
  DecodeError,
  decodeApdu,
  readFrames,
  readPayload,
  readProtection,
  systemTitleOf,
  toHex,
} from '@dlms-telemetry/dlms';
import type {
  ApduReceived,
  DecodedApdu,
  LinkRefused,
  FramerOptions,
  Keys,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { dataOf, fieldsOf } from './apdu-fields.js';
import type { DecodeOutput, DecodedFrame, RefusedLine } from './decode-output.js';
import { EXIT } from './errors.js';
import { framedAs } from './interface-type.js';
import type { Framed } from './interface-type.js';
import { valueLineOf } from './value-line.js';

/** The longest APDU that is read: what the length field of a wrapper can say. */
const LIMITS = { maxApduLength: 65_535 };

/** With what frames are decoded when there is no configuration. */
export interface DecodeKeys {
  readonly interfaceName: string | undefined;
  readonly blockCipherKey: Uint8Array | undefined;
  readonly authenticationKey: Uint8Array | undefined;
  readonly systemTitle: Uint8Array | undefined;
}

/** Decodes every frame in the octets. @returns the exit code */
export function decodeFrames(octets: Uint8Array, keys: DecodeKeys, output: DecodeOutput): number {
  let exitCode: number = EXIT.done;
  for (const event of eventsOf(framedAs(octets, keys.interfaceName), LIMITS)) {
    const result = event.type === 'apdu' ? decodeOne(event, keys) : refusedByLink(event);
    if ('values' in result) {
      output.frame(result);
    } else {
      output.refused(result);
      exitCode = EXIT.refused;
    }
  }
  return exitCode;
}

/** APDUs and refusals of a stream of these octets; where there is neither, a refusal that says so. */
export function eventsOf(
  { interfaceType, octets }: Framed,
  limits: FramerOptions,
): (ApduReceived | LinkRefused)[] {
  const all = readFrames(interfaceType, octets, limits);
  const events = all.filter((event) => event.type !== 'notice');
  if (events.length > 0) return events;
  const names = all.flatMap((event) => (event.type === 'notice' ? [event.notice.name] : []));
  const only = names.length === 0 ? '' : `, only ${names.join(', ')}`;
  const message = `no frame of ${interfaceType} here carries an APDU${only}`;
  const dropped = octets.length;
  return [{ type: 'refused', code: 'link.empty', message, offset: null, wire: octets, dropped }];
}

/** A refusal of the link layer, as it is written. */
export function refusedByLink({ code, message, offset }: LinkRefused): RefusedLine {
  return { code, message, layer: 'link', offset };
}

function decodeOne(received: ApduReceived, keys: DecodeKeys): DecodedFrame | RefusedLine {
  try {
    const decoded = decodeApdu(received.apdu, {
      crypto: nodeCrypto,
      keysFor: () => keysOf(keys),
      ...(keys.systemTitle === undefined ? {} : { systemTitle: keys.systemTitle }),
    });
    return frameOf(received, decoded);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { code, message, layer, offset } = error;
    const hint = code === 'security.no-key' ? `${message}; --block-cipher-key gives one` : message;
    return { code, message: hint, layer, offset, ...senderOf(received.apdu, keys) };
  }
}

/** One key serves wherever a key of its kind is asked for. */
export function keysOf({ blockCipherKey, authenticationKey }: DecodeKeys): Keys | undefined {
  if (blockCipherKey === undefined) return undefined;
  const keys = { blockCipherKey, broadcastKey: blockCipherKey, dedicatedKey: blockCipherKey };
  return authenticationKey === undefined ? keys : { ...keys, authenticationKey };
}

function frameOf(received: ApduReceived, decoded: DecodedApdu): DecodedFrame {
  const { apdu, layers, systemTitle, invocationCounter } = decoded;
  const around = received.blocks === undefined ? [] : ['general-block-transfer'];
  const frame = {
    apdu: [...around, ...layers].join(' > '),
    systemTitle: hexOf(systemTitle),
    invocationCounter,
    leniencies: [...received.leniencies, ...decoded.leniencies],
  };
  if (apdu.type === 'data-notification') {
    const values = readPayload(apdu.body, { buffers: 'whole' }).map(valueLineOf);
    return { ...frame, dateTime: apdu.dateTime, values };
  }
  if (apdu.type === 'event-notification-request') {
    const value = { path: [], data: apdu.value, ...apdu.attributeDescriptor };
    return { ...frame, dateTime: apdu.time, values: [valueLineOf(value)] };
  }
  const values = dataOf(apdu).map(valueLineOf);
  return { ...frame, dateTime: null, fields: fieldsOf(apdu), values };
}

/** Whose frame it was, for a frame that could not be opened: that says which key is missing. */
function senderOf(apdu: Uint8Array, keys: DecodeKeys): { readonly systemTitle?: string | null } {
  try {
    const onWire = systemTitleOf(readProtection(apdu));
    return { systemTitle: hexOf(onWire.length > 0 ? onWire : (keys.systemTitle ?? null)) };
  } catch (error) {
    if (error instanceof DecodeError) return {};
    throw error;
  }
}

function hexOf(title: Uint8Array | null): string | null {
  return title === null || title.length === 0 ? null : toHex(title);
}
