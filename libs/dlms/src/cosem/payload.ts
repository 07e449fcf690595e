import type { Data } from './data.js';
import type { Obis } from './obis.js';

/** A value found in the body of a notification, with all that the payload itself says about it. */
export interface PayloadValue {
  /** Indexes into the body's tree; empty when the body is the value. */
  readonly path: readonly number[];
  readonly data: Data;
  readonly obis?: Obis;
  readonly classId?: number;
  readonly attribute?: number;
  readonly dataIndex?: number;
  /** Power of ten; the value is raw x 10^scaler. */
  readonly scaler?: number;
  /** Enumeration value of the Blue Book's unit table. */
  readonly unit?: number;
  /** Capture time of the profile row the value stands in, 12 octets. */
  readonly captureTime?: Uint8Array;
}
