import { mechanismOf } from '../acse/mechanism-name.js';
import type { AttributeDescriptor } from '../cosem/attribute-descriptor.js';
import { className } from '../cosem/classes/class-names.js';
import type { MethodDescriptor } from '../cosem/method-descriptor.js';
import type { Apdu } from '../xdlms/apdu.js';
import { DATA, dataField } from './data-fields.js';
import type { ExplainedField } from './explanation.js';
import { attributeText, isSecret, meaningOf, methodText } from './meanings.js';
import type { Note } from './notes.js';
import { systemTitleText } from './system-title.js';
import { obisText } from './texts.js';

const ATTRIBUTE_DESCRIPTOR = 'cosem-attribute-descriptor';
const METHOD_DESCRIPTOR = 'cosem-method-descriptor';

/** What the value of an APDU is called that has one value alone, by the name of its tag. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  'data-notification': 'notification-body',
  'event-notification-request': 'attribute-value',
  'set-request': 'value',
  'action-request': 'method-invocation-parameters',
};

/** System titles, by the fields of associations that hold them as octet strings. */
const TITLES: ReadonlySet<string> = new Set([
  'called-ap-title',
  'calling-ap-title',
  'responding-ap-title',
]);

/**
 * The fields of an APDU, from the notes of its reader.
 *
 * @param root a note over all octets of the APDU
 * @param name of the APDU's tag
 * @param apdu what the reader gave, when it came to its end
 */
export function apduFields(
  root: Note,
  name: string | undefined,
  apdu: Apdu | undefined,
): ExplainedField[] {
  const named = apdu?.type === 'event-notification-request' ? apdu.attributeDescriptor : undefined;
  const valueName = VALUE_NAMES[name ?? ''] ?? DATA;
  const secrets = mayHoldPassword(apdu) ? PASSWORD : undefined;
  return root.parts.map((part) => {
    if (part.name === DATA) return dataField(part, valueName, named);
    if (part.name === CHOICE && apdu !== undefined) return { ...place(part), meaning: apdu.type };
    return field(part, secrets);
  });
}

const CHOICE = 'choice';
/** Where associations carry a password, or with other mechanisms a challenge, which is no secret. */
const PASSWORD = 'charstring';

function mayHoldPassword(apdu: Apdu | undefined): boolean {
  if (apdu === undefined) return true;
  if (apdu.type !== 'aarq' && apdu.type !== 'aare') return false;
  const mechanism = apdu.mechanismName;
  return mechanism === undefined || mechanismOf(mechanism) === 'low';
}

function field(note: Note, secret: string | undefined): ExplainedField {
  if (note.name === DATA) return dataField(note, DATA);
  if (note.parts.length === 0) return leaf(note, secret);
  if (note.name === ATTRIBUTE_DESCRIPTOR && isDescriptor(note.value, 'attribute'))
    return attributeDescriptorField(note, note.value);
  if (note.name === METHOD_DESCRIPTOR && isDescriptor(note.value, 'method'))
    return methodDescriptorField(note, note.value);
  return { ...place(note), parts: note.parts.map((part) => partOf(note, part, secret)) };
}

/** A part whose meaning hangs on what it is a part of. */
function partOf(note: Note, part: Note, secret: string | undefined): ExplainedField {
  if (part.name === CHOICE) return { ...place(part), ...meaningIf(choiceOf(note.value)) };
  if (TITLES.has(note.name) && part.value instanceof Uint8Array)
    return { ...place(part), meaning: systemTitleText(part.value) };
  return field(part, secret);
}

function choiceOf(value: unknown): string | undefined {
  const isChoice = typeof value === 'object' && value !== null && 'choice' in value;
  return isChoice && typeof value.choice === 'string' ? value.choice : undefined;
}

function meaningIf(meaning: string | undefined): { readonly meaning?: string } {
  return meaning === undefined ? {} : { meaning };
}

function leaf(note: Note, secret?: string): ExplainedField {
  if (note.name === secret)
    return { ...place(note), meaning: 'a password, not shown', secret: true };
  return {
    ...place(note),
    ...meaningIf(meaningOf(note.name, note.value)),
    ...(isSecret(note.name) ? { secret: true } : {}),
  };
}

function place({ name, start, end }: Note): ExplainedField {
  return { name, start, end };
}

function isDescriptor<K extends 'attribute' | 'method'>(
  value: unknown,
  key: K,
): value is K extends 'attribute' ? AttributeDescriptor : MethodDescriptor {
  return typeof value === 'object' && value !== null && key in value && 'classId' in value;
}

function attributeDescriptorField(note: Note, descriptor: AttributeDescriptor): ExplainedField {
  const { classId, obis, attribute } = descriptor;
  const text = attributeText(classId, attribute);
  return {
    ...place(note),
    meaning: `${obisText(obis)}: ${className(classId) ?? `class ${classId}`} attribute ${text}`,
    parts: note.parts.map((part) =>
      part.name === 'attribute-id' ? { ...place(part), meaning: text } : leaf(part),
    ),
  };
}

function methodDescriptorField(note: Note, descriptor: MethodDescriptor): ExplainedField {
  const { classId, obis, method } = descriptor;
  const text = methodText(classId, method);
  return {
    ...place(note),
    meaning: `${obisText(obis)}: ${className(classId) ?? `class ${classId}`} method ${text}`,
    parts: note.parts.map((part) =>
      part.name === 'method-id' ? { ...place(part), meaning: text } : leaf(part),
    ),
  };
}
