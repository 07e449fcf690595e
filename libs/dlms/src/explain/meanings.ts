import type { ApplicationContext } from '../acse/application-context-name.js';
import { applicationContextOf } from '../acse/application-context-name.js';
import { mechanismOf } from '../acse/mechanism-name.js';
import { ByteReader } from '../codec/byte-reader.js';
import { toHex } from '../codec/hex.js';
import { readObjectIdentifier } from '../codec/object-identifier.js';
import { attributeName, className, methodName } from '../cosem/classes/class-names.js';
import { DATE_TIME_OCTETS, dataTypeOf } from '../cosem/data-tag.js';
import { OBIS_OCTETS, readObis } from '../cosem/obis.js';
import { DecodeError } from '../errors.js';
import { readSecurityControl } from '../security/security-control.js';
import { actionResultName } from '../xdlms/action-result.js';
import { apduName } from '../xdlms/apdu-tag.js';
import { confirmedServiceName } from '../xdlms/confirmed-service-error.js';
import { conformanceOf } from '../xdlms/conformance.js';
import { dataAccessResultName } from '../xdlms/data-access-result.js';
import { exceptionServiceErrorName, stateErrorName } from '../xdlms/exception-response.js';
import {
  parseInvokeIdAndPriority,
  parseLongInvokeIdAndPriority,
  type LongInvokeIdAndPriority,
} from '../xdlms/invoke-id-and-priority.js';
import { systemTitleText } from './system-title.js';
import { countText, dateTimeText, obisText, octetsText } from './texts.js';

type NumberMeaning = (value: number) => string | undefined;
type OctetsMeaning = (value: Uint8Array) => string | undefined;

/** What numbers say, by the name of their field. */
const NUMBERS: Readonly<Record<string, NumberMeaning>> = {
  'apdu-tag': apduName,
  'class-id': classText,
  tag: berTagText,
  'data-access-result': dataAccessResultName,
  'data-access-error': dataAccessResultName,
  'action-result': actionResultName,
  'state-error': stateErrorName,
  'service-error': exceptionServiceErrorName,
  service: confirmedServiceName,
  'security-control': securityControlText,
  'invoke-id-and-priority': (octet) => invokeText(parseInvokeIdAndPriority(octet)),
  'long-invoke-id-and-priority': (number) => invokeText(parseLongInvokeIdAndPriority(number)),
  'block-control': blockControlText,
  'last-block': (flag) => (flag === 0 ? 'more blocks follow' : 'last block'),
  'response-allowed': (flag) => String(flag !== 0),
  conformance: (bits) => conformanceOf(bits).join(', '),
  type: dataTypeOf,
  'get-data-result': choiceOf('data', 'data-access-result'),
  'data-block-g-result': choiceOf('raw-data', 'data-access-result'),
  'read-result': choiceOf('data', 'data-access-error', 'data-block-result', 'block-number'),
  'write-result': choiceOf('success', 'data-access-error', 'block-number'),
  'access-request-specification': choiceOf(
    '',
    'get',
    'set',
    'action',
    'get-with-selection',
    'set-with-selection',
  ),
  'access-response-specification': choiceOf('', 'get', 'set', 'action'),
  'variable-access-specification': choiceOf(
    '',
    '',
    'variable-name',
    'detailed-access',
    'parameterized-access',
    'block-number-access',
    'read-data-block-access',
    'write-data-block-access',
  ),
  'key-id': choiceOf('global-unicast-encryption-key', 'global-broadcast-encryption-key'),
  'kek-id': choiceOf('master-key'),
  length: (count) => countText(count, 'octet'),
  count: (count) => countText(count, 'element'),
  bits: (count) => countText(count, 'bit'),
};

/** What octet strings say, by the name of their field. */
const OCTETS: Readonly<Record<string, OctetsMeaning>> = {
  'system-title': systemTitleText,
  'originator-system-title': systemTitleText,
  'recipient-system-title': systemTitleText,
  'instance-id': (octets) =>
    octets.length === OBIS_OCTETS ? obisText(readObis(octets)) : undefined,
  'date-time': timeText,
  time: timeText,
  'object-identifier': identifierText,
  bits: bitsText,
  'ciphered text': (octets) => `${countText(octets.length, 'octet')}, encrypted`,
  text: (octets) => `${countText(octets.length, 'octet')} in the clear`,
  'block-data': (octets) => `${countText(octets.length, 'octet')} of the APDU`,
};

/** Fields whose octets are keys: they are named and not shown. */
const SECRETS: ReadonlySet<string> = new Set(['dedicated-key']);

/** A field that says whether another one follows. */
const PRESENCE = /^presence of | presence$/;
const LENGTH = 'length of ';

/** Whether a field holds a key. */
export function isSecret(name: string): boolean {
  return SECRETS.has(name);
}

/** What a leaf says, by its name and what was read there; undefined where nothing can be said. */
export function meaningOf(name: string, value: unknown): string | undefined {
  if (isSecret(name)) return 'a key, not shown';
  if (typeof value === 'number') {
    if (PRESENCE.test(name)) return value === 0 ? 'absent' : 'present';
    if (name.startsWith(LENGTH)) return countText(value, 'octet');
    return NUMBERS[name]?.(value) ?? String(value);
  }
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return OCTETS[name]?.(value) ?? octetsText(value);
  return undefined;
}

/** A class by its id: `3, Register`. */
export function classText(classId: number): string {
  return withName(classId, className(classId));
}

/** The attribute of a class by its number: `3, scaler_unit`. */
export function attributeText(classId: number, attribute: number): string {
  return withName(attribute, attributeName(classId, attribute));
}

/** The method of a class by its number: `1, reset`. */
export function methodText(classId: number, method: number): string {
  return withName(method, methodName(classId, method));
}

function withName(number: number, name: string | undefined): string {
  return name === undefined ? String(number) : `${number}, ${name}`;
}

/** What the contents octets of an object identifier stand for. */
function identifierText(octets: Uint8Array): string | undefined {
  try {
    const identifier = readObjectIdentifier(new ByteReader(octets));
    const name = contextText(applicationContextOf(identifier)) ?? mechanismOf(identifier);
    return name === undefined ? identifier : `${identifier}, ${name}`;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function contextText(context: ApplicationContext | undefined): string | undefined {
  if (context === undefined) return undefined;
  return `${context.referencing} referencing, ${context.ciphering ? 'with' : 'no'} ciphering`;
}

function choiceOf(...names: readonly string[]): NumberMeaning {
  return (value) => (names[value] === '' ? undefined : names[value]);
}

function timeText(octets: Uint8Array): string {
  if (octets.length === 0) return 'not given';
  return octets.length === DATE_TIME_OCTETS ? dateTimeText(octets) : toHex(octets);
}

function securityControlText(octet: number): string {
  const { suite, authenticated, encrypted, broadcast, compressed } = readSecurityControl(octet);
  const parts = [`suite ${suite}`];
  if (authenticated) parts.push('authenticated');
  if (encrypted) parts.push('encrypted');
  if (!authenticated && !encrypted) parts.push('neither authenticated nor encrypted');
  if (broadcast) parts.push('broadcast key');
  if (compressed) parts.push('compressed');
  return parts.join(', ');
}

function invokeText(
  value: Pick<LongInvokeIdAndPriority, 'invokeId' | 'confirmed' | 'highPriority'> &
    Partial<LongInvokeIdAndPriority>,
): string {
  const parts = [
    `invoke-id ${value.invokeId}`,
    value.confirmed ? 'confirmed' : 'unconfirmed',
    `${value.highPriority ? 'high' : 'normal'} priority`,
  ];
  if (value.breakOnError === true) parts.push('break on error');
  if (value.selfDescriptive === true) parts.push('self-descriptive');
  return parts.join(', ');
}

/** Universal tags of BER that DLMS/COSEM uses. */
const BER_TYPES: Readonly<Record<number, string>> = {
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  6: 'OBJECT IDENTIFIER',
};
const CONTEXT_SPECIFIC = 0x80;
const TAG_NUMBER = 0x1f;

function berTagText(tag: number): string {
  if (tag >= CONTEXT_SPECIFIC) return `[${tag & TAG_NUMBER}]`;
  return BER_TYPES[tag] ?? `0x${tag.toString(16).padStart(2, '0')}`;
}

function bitsText(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(2).padStart(8, '0')).join(' ');
}

const LAST_BLOCK = 0x80;
const STREAMING = 0x40;
const WINDOW = 0x3f;

function blockControlText(octet: number): string {
  const last = (octet & LAST_BLOCK) === 0 ? 'more blocks follow' : 'last block';
  const streaming = (octet & STREAMING) === 0 ? 'not streaming' : 'streaming';
  return `${last}, ${streaming}, window ${octet & WINDOW}`;
}
