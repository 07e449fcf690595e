import type { AttributeDescriptor, DataNotification, DecodedApdu } from '@dlms-telemetry/dlms';
import { alarmNames, isAssociationApdu, readPayload, toHex } from '@dlms-telemetry/dlms';
import type { AssociationKeys } from './associations.js';
import { associationFieldsOf } from './associations.js';
import type { NameValues } from './compare-values.js';
import { compareValues } from './compare-values.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { compareGeneral, isGeneralField } from './protection.js';
import { serviceFieldsOf } from './services.js';
import { dateTimeOf, treeOf } from './tree.js';
import type { Json, JsonObject } from './vector.js';
import { textOf } from './vector.js';

/** Fields that are written for people. */
const PROSE = new Set(['note', 'notes', 'quirk', 'valuesNote']);

/** What the vectors write where names or scalers of values are no part of the payload. */
const NAMED_ELSEWHERE = /not from the payload|no OBIS codes in the payload/;

/** The result of comparing `expected`. */
export interface Compared {
  readonly differences: readonly Difference[];
  readonly notInPayload: number;
}

/** Finds the property map that fits a push; undefined where none does. */
export type FindNames = (push: DataNotification) => NameValues | undefined;

/** Compares each field of a vector's `expected` with a decoded APDU. A field that is not known here is a difference. */
export function compareExpected(
  expected: JsonObject,
  decoded: DecodedApdu,
  received: Uint8Array,
  findNames: FindNames | undefined,
  association: AssociationKeys,
): Compared {
  const fields = fieldsOf(decoded, received, association);
  const differences: Difference[] = [];
  let notInPayload = 0;
  for (const [name, wanted] of Object.entries(expected)) {
    if (PROSE.has(name)) continue;
    if (name === 'values' && decoded.apdu.type === 'data-notification') {
      const elsewhere = NAMED_ELSEWHERE.test(textOf(expected.valuesNote));
      const found = readPayload(decoded.apdu.body, { buffers: 'whole' });
      const names = elsewhere ? findNames?.(decoded.apdu) : undefined;
      const compared = compareValues(wanted, found, elsewhere, names);
      differences.push(...compared.differences);
      notInPayload += compared.notInPayload;
    } else if (isGeneralField(name)) {
      differences.push(...compareGeneral(name, wanted, decoded.protections));
    } else {
      differences.push(...compareField(name, wanted, fields));
    }
  }
  return { differences, notInPayload };
}

/** Compares every field of `expected` but prose with fields of the same names. */
export function compareFields(expected: JsonObject, fields: JsonObject): Difference[] {
  return Object.entries(expected)
    .filter(([name]) => !PROSE.has(name))
    .flatMap(([name, wanted]) => compareField(name, wanted, fields));
}

function compareField(name: string, wanted: Json, fields: JsonObject): Difference[] {
  if (name in fields) return compare(name, wanted, fields[name]);
  return [{ place: name, expected: wanted, actual: 'a field that is not compared here' }];
}

/** What an APDU has to say under the names of the vectors. */
function fieldsOf(
  decoded: DecodedApdu,
  received: Uint8Array,
  association: AssociationKeys,
): JsonObject {
  const { apdu } = decoded;
  const common = {
    apdu: apdu.type,
    apduHexPlain: toHex(decoded.plain),
    ...(decoded.protection === null ? {} : { protectedApduHex: toHex(received) }),
  };
  if (apdu.type === 'event-notification-request')
    return {
      ...common,
      time: dateTimeOf(apdu.time),
      attributeDescriptor: descriptorOf(apdu.attributeDescriptor),
      value: treeOf(apdu.value),
    };
  if (isAssociationApdu(apdu)) return { ...common, ...associationFieldsOf(apdu, association) };
  if (apdu.type !== 'data-notification') {
    const fields = serviceFieldsOf(apdu);
    return { ...common, ...fields, ...(decoded.protection === null ? {} : { plain: fields }) };
  }
  return {
    ...common,
    longInvokeIdAndPriority: apdu.longInvokeIdAndPriority.toString(16).padStart(8, '0'),
    dateTime: dateTimeOf(apdu.dateTime),
    body: treeOf(apdu.body),
    ...alarmOf(decoded),
  };
}

function descriptorOf({ classId, obis, attribute }: AttributeDescriptor): JsonObject {
  return { classId, obis, attribute };
}

/** The alarms of a notification whose one coded value is an alarm register under the push setup's name (SMR5). */
function alarmOf({ apdu }: DecodedApdu): JsonObject {
  if (apdu.type !== 'data-notification') return {};
  const named = readPayload(apdu.body).filter((value) => value.obis !== undefined);
  const [value] = named;
  if (named.length !== 1 || value?.data.type !== 'double-long-unsigned') return {};
  return { alarm: alarmNames(value.data.value).join(',') };
}
