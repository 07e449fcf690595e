import type { AttributeDescriptor } from '../cosem/attribute-descriptor.js';
import { className } from '../cosem/classes/class-names.js';
import type { MethodDescriptor } from '../cosem/method-descriptor.js';
import type { Apdu } from '../xdlms/apdu.js';
import { DATA, dataField } from './data-fields.js';
import type { ExplainedField } from './explanation.js';
import { attributeText, isSecret, meaningOf, methodText } from './meanings.js';
import type { Note } from './notes.js';
import { obisText } from './texts.js';

const ATTRIBUTE_DESCRIPTOR = 'cosem-attribute-descriptor';
const METHOD_DESCRIPTOR = 'cosem-method-descriptor';

/** What the value of an APDU is called that has one value alone. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  'data-notification': 'notification-body',
  'event-notification-request': 'attribute-value',
  'set-request-normal': 'value',
  'action-request-normal': 'method-invocation-parameters',
};

/**
 * The fields of an APDU, from the notes of its reader.
 *
 * @param root a note over all octets of the APDU
 * @param apdu what the reader gave, when it came to its end
 */
export function apduFields(root: Note, apdu: Apdu | undefined): ExplainedField[] {
  const named = apdu?.type === 'event-notification-request' ? apdu.attributeDescriptor : undefined;
  const valueName = (apdu && VALUE_NAMES[apdu.type]) ?? DATA;
  return root.parts.map((part) =>
    part.name === DATA
      ? dataField(part, valueName, named)
      : part.name === 'choice' && apdu !== undefined
        ? { ...place(part), meaning: apdu.type }
        : field(part),
  );
}

function field(note: Note): ExplainedField {
  if (note.name === DATA) return dataField(note, DATA);
  if (note.parts.length === 0) return leaf(note);
  if (note.name === ATTRIBUTE_DESCRIPTOR && isDescriptor(note.value, 'attribute'))
    return attributeDescriptorField(note, note.value);
  if (note.name === METHOD_DESCRIPTOR && isDescriptor(note.value, 'method'))
    return methodDescriptorField(note, note.value);
  return { ...place(note), parts: note.parts.map(field) };
}

function leaf(note: Note): ExplainedField {
  const meaning = meaningOf(note.name, note.value);
  return {
    ...place(note),
    ...(meaning === undefined ? {} : { meaning }),
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
    meaning: `${obisText(obis)}, ${className(classId) ?? `class ${classId}`}, attribute ${text}`,
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
    meaning: `${obisText(obis)}, ${className(classId) ?? `class ${classId}`}, method ${text}`,
    parts: note.parts.map((part) =>
      part.name === 'method-id' ? { ...place(part), meaning: text } : leaf(part),
    ),
  };
}
