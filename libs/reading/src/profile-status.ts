import type { PayloadValue } from '@dlms-telemetry/dlms';
import { factsOf } from './obis-facts.js';

/** Bits of the AMR profile status (EDIS status word, low octet). Bit 3 (daylight saving) says nothing against a value. */
const STATUS_BITS: readonly (readonly [mask: number, word: string])[] = [
  [0x01, 'critical-error'],
  [0x02, 'clock-invalid'],
  [0x04, 'data-not-valid'],
  [0x20, 'clock-adjusted'],
  [0x80, 'power-down'],
];

/** Whether a value is the status of its profile row. */
export function isProfileStatus({ obis, captureTime }: PayloadValue): boolean {
  return captureTime !== undefined && obis !== undefined && factsOf(obis).isProfileStatus;
}

/** What each row's status says against its values, by the row's path. */
export function profileStatus(
  values: readonly PayloadValue[],
): ReadonlyMap<string, readonly string[]> {
  const byRow = new Map<string, readonly string[]>();
  for (const value of values) {
    if (!isProfileStatus(value) || typeof value.data.value !== 'number') continue;
    const status = value.data.value;
    const words = STATUS_BITS.filter(([mask]) => (status & mask) !== 0).map(([, word]) => word);
    if (words.length > 0) byRow.set(rowOf(value), words);
  }
  return byRow;
}

/** Key of the row that a value of a profile stands in. */
export function rowOf({ path }: PayloadValue): string {
  return path.slice(0, -1).join('.');
}
