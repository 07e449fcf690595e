import {
  isDateTime,
  isPrintable,
  readDateTime,
  scaleToNumber,
  toLocalText,
} from '@dlms-telemetry/dlms';
import type { Data, PayloadValue } from '@dlms-telemetry/dlms';
import { rawOf } from './data-tree.js';
import type { Raw } from './data-tree.js';

/** One value of a frame, as `dlms decode` writes it; null for what the payload does not say. */
export interface ValueLine {
  /** Indexes into the body's tree. */
  readonly path: readonly number[];
  readonly obis: string | null;
  readonly classId: number | null;
  readonly attribute: number | null;
  readonly dataIndex: number | null;
  readonly type: Data['type'];
  readonly raw: Raw;
  readonly scaler: number | null;
  /** Enumeration value of the Blue Book's unit table. */
  readonly unit: number | null;
  /** raw x 10^scaler; null for what is no number. */
  readonly value: number | null;
  /** A text or a date-time for people. */
  readonly text: string | null;
}

/** Writes a value found in a payload. */
export function valueLineOf(found: PayloadValue): ValueLine {
  const { data } = found;
  return {
    path: found.path,
    obis: found.obis ?? null,
    classId: found.classId ?? null,
    attribute: found.attribute ?? null,
    dataIndex: found.dataIndex ?? null,
    type: data.type,
    raw: rawOf(data),
    scaler: found.scaler ?? null,
    unit: found.unit ?? null,
    value: numberOf(data, found.scaler ?? 0),
    text: textOf(data),
  };
}

function numberOf({ value }: Data, scaler: number): number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return null;
  const scaled = scaleToNumber(value, scaler);
  return Number.isFinite(scaled) ? scaled : null;
}

function textOf({ type, value }: Data): string | null {
  if (type === 'visible-string' || type === 'utf8-string') return value;
  if (type !== 'octet-string' && type !== 'date-time') return null;
  if (isDateTime(value)) return toLocalText(readDateTime(value));
  if (type === 'octet-string' && isPrintable(value)) return String.fromCharCode(...value);
  return null;
}
