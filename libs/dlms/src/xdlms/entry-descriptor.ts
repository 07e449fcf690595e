import type { SelectiveAccessDescriptor } from './selective-access-descriptor.js';

const ENTRY_SELECTOR = 2;

/** entry_descriptor: rows and columns of a profile by their number, counted from 1 (Blue Book, Profile generic). */
export interface EntryDescriptor {
  readonly fromEntry: number;
  /** 0 for the last there is. */
  readonly toEntry: number;
  readonly fromSelectedValue: number;
  /** 0 for the last there is. */
  readonly toSelectedValue: number;
}

/** Access selector 2 of a profile. */
export function selectEntries(entries: EntryDescriptor): SelectiveAccessDescriptor {
  return {
    accessSelector: ENTRY_SELECTOR,
    accessParameters: {
      type: 'structure',
      value: [
        { type: 'double-long-unsigned', value: entries.fromEntry },
        { type: 'double-long-unsigned', value: entries.toEntry },
        { type: 'long-unsigned', value: entries.fromSelectedValue },
        { type: 'long-unsigned', value: entries.toSelectedValue },
      ],
    },
  };
}

/** The rows that a selection asks for, or undefined when it asks for something else. */
export function entriesOf(selection: SelectiveAccessDescriptor): EntryDescriptor | undefined {
  const { accessSelector, accessParameters: parameters } = selection;
  if (accessSelector !== ENTRY_SELECTOR || parameters.type !== 'structure') return undefined;
  const [fromEntry, toEntry, fromColumn, toColumn, ...more] = parameters.value;
  if (fromEntry?.type !== 'double-long-unsigned' || toEntry?.type !== 'double-long-unsigned')
    return undefined;
  if (fromColumn?.type !== 'long-unsigned' || toColumn?.type !== 'long-unsigned') return undefined;
  if (more.length > 0) return undefined;
  return {
    fromEntry: fromEntry.value,
    toEntry: toEntry.value,
    fromSelectedValue: fromColumn.value,
    toSelectedValue: toColumn.value,
  };
}
