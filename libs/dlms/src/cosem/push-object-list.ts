import type { Data } from './data.js';
import type { AttributeDescription } from './payload-shape.js';
import { attributeDescriptionOf } from './payload-shape.js';

/** Class-id and attribute of the list itself: Push setup, push_object_list (Blue Book, class 40). */
const PUSH_SETUP = 40;
const PUSH_OBJECT_LIST = 2;

const FEWEST_ENTRY_ELEMENTS = 4;
/** Later versions of the class add restriction and columns. */
const MOST_ENTRY_ELEMENTS = 6;
const COLUMNS = 5;

/** An entry of a push object list. */
export interface PushObject extends AttributeDescription {
  readonly dataIndex: number;
  /** The columns that are sent of a profile, if the entry chooses some. */
  readonly columns: readonly AttributeDescription[];
}

/**
 * The entries that describe a body's elements, when the body's first element is a push object list: entry n belongs
 * to element n. The list contains itself as its first entry; where it does not, entry n belongs to element n + 1.
 * A list that does not fit the number of elements describes nothing.
 *
 * @returns an entry or undefined for each element of the body; undefined when there is no such list
 */
export function describedBy(
  elements: readonly Data[],
): readonly (PushObject | undefined)[] | undefined {
  const entries = entriesOf(elements[0]);
  if (entries === undefined) return undefined;
  if (entries.length === elements.length && isListItself(entries[0])) return entries;
  return entries.length === elements.length - 1 ? [undefined, ...entries] : undefined;
}

/** Whether an element is a push object list, be it of this body or of another. */
export function isPushObjectList(data: Data): boolean {
  return entriesOf(data) !== undefined;
}

function entriesOf(list: Data | undefined): readonly PushObject[] | undefined {
  if (list?.type !== 'array' || list.value.length === 0) return undefined;
  const entries: PushObject[] = [];
  for (const element of list.value) {
    const entry = pushObjectOf(element);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function isListItself(entry: PushObject | undefined): boolean {
  return entry?.classId === PUSH_SETUP && entry.attribute === PUSH_OBJECT_LIST;
}

function pushObjectOf(data: Data): PushObject | undefined {
  if (data.type !== 'structure') return undefined;
  const elements = data.value;
  if (elements.length < FEWEST_ENTRY_ELEMENTS || elements.length > MOST_ENTRY_ELEMENTS)
    return undefined;
  const described = attributeDescriptionOf(elements, true);
  if (described?.dataIndex === undefined) return undefined;
  return { ...described, dataIndex: described.dataIndex, columns: columnsOf(elements[COLUMNS]) };
}

function columnsOf(data: Data | undefined): readonly AttributeDescription[] {
  if (data?.type !== 'array') return [];
  const columns: AttributeDescription[] = [];
  for (const column of data.value) {
    const described =
      column.type === 'structure' ? attributeDescriptionOf(column.value, true) : undefined;
    if (described === undefined) return [];
    columns.push(described);
  }
  return columns;
}
