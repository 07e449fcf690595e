import type { Data } from './data.js';
import type { PayloadValue } from './payload.js';
import type { AttributeDescription } from './payload-shape.js';
import { clockOf, isCodeInEntry } from './payload-shape.js';

/** Class-id and attribute of a profile's rows: Profile generic, buffer (Blue Book, class 7). */
const PROFILE_GENERIC = 7;
const BUFFER = 2;

/**
 * The rows of a profile's buffer: an array or compact-array of structures of one length. It counts as a buffer when
 * the payload says so (class 7, attribute 2), or when the first row holds a clock and starts with no OBIS code.
 */
export function rowsOf(value: PayloadValue): readonly Data[] | undefined {
  const { data } = value;
  if (data.type !== 'array' && data.type !== 'compact-array') return undefined;
  const [first] = data.value;
  if (first?.type !== 'structure' || first.value.length === 0) return undefined;
  const columns = first.value.length;
  for (const row of data.value)
    if (row.type !== 'structure' || row.value.length !== columns) return undefined;
  if (value.classId === PROFILE_GENERIC && value.attribute === BUFFER) return data.value;
  if (isCodeInEntry(first.value[0])) return undefined;
  return columns > 1 && first.value.some((cell) => clockOf(cell) !== undefined)
    ? data.value
    : undefined;
}

/**
 * One value for each row and column, with the time of its row. A column is named by what the push object list says
 * about it, else by the profile and the column's number, counted from 1.
 */
export function cellsOf(
  buffer: PayloadValue,
  rows: readonly Data[],
  columns: readonly AttributeDescription[],
): PayloadValue[] {
  const cells: PayloadValue[] = [];
  rows.forEach((row, rowIndex) => {
    if (row.type !== 'structure') return;
    const captureTime = row.value.map(clockOf).find((clock) => clock !== undefined);
    const time = captureTime === undefined ? {} : { captureTime };
    const fits = columns.length === row.value.length;
    row.value.forEach((data, column) => {
      const path = [...buffer.path, rowIndex, column];
      const named = fits ? columns[column] : undefined;
      if (named !== undefined) cells.push({ path, data, ...named, ...time });
      else cells.push({ ...buffer, path, data, dataIndex: column + 1, ...time });
    });
  });
  return cells;
}
