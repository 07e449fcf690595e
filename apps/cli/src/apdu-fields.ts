import { toHex } from '@dlms-telemetry/dlms';
import type { Data, PayloadValue, PlainApdu } from '@dlms-telemetry/dlms';
import { isData, rawOf } from './data-tree.js';
import type { DataTree, Raw } from './data-tree.js';

/** Fields of an APDU under their names of the Green Book, as JSON: octets in hex, values with their types. */
export type Field = Raw | DataTree | readonly Field[] | { readonly [name: string]: Field };

/** All fields of an APDU but its kind. */
export function fieldsOf(apdu: PlainApdu): Readonly<Record<string, Field>> {
  const fields = Object.entries(apdu).filter(([name]) => name !== 'type');
  return Object.fromEntries(fields.map(([name, value]) => [name, fieldOf(value)]));
}

/** The values that stand anywhere in an APDU, in their order, each told by its place among them. */
export function dataOf(apdu: PlainApdu): PayloadValue[] {
  const found: Data[] = [];
  collect(Object.values(apdu), found);
  const [only] = found;
  if (only !== undefined && found.length === 1) return [{ path: [], data: only }];
  return found.map((data, place) => ({ path: [place], data }));
}

function collect(value: unknown, found: Data[]): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (isData(value)) found.push(value);
  else for (const inner of Object.values(value)) collect(inner, found);
}

function fieldOf(value: unknown): Field {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value !== 'object' || value === null) return null;
  if (isData(value)) return { t: value.type, v: rawOf(value) };
  if (Array.isArray(value)) return value.map(fieldOf);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fieldOf(inner)]));
}
