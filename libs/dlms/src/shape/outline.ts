import type { Data } from '../cosem/data.js';
import { isDateTime, isDateTimeAt } from '../cosem/date-time.js';
import { DATE_TIME_OCTETS } from '../cosem/data-tag.js';
import { OBIS_OCTETS } from '../cosem/obis.js';
import { isCodeInEntry, scalerUnitOf } from '../cosem/payload-shape.js';
import { isPushObjectList } from '../cosem/push-object-list.js';
import type { PayloadValue } from '../cosem/payload.js';
import { readPayload } from '../cosem/payload.js';
import type { DataNotification } from '../xdlms/data-notification.js';
import { DATA_NOTIFICATION_TAG } from '../xdlms/data-notification.js';
import { readApdu } from '../xdlms/apdu.js';
import type { Place, Places } from './placing-reader.js';
import { PlacingUse } from './placing-reader.js';

/** Longer notifications are profiles and lists of events: no two of them look alike. */
const LONGEST_OUTLINE = 2048;
const INVOKE_ID_AT = 1;
const INVOKE_ID_OCTETS = 4;

/**
 * What decides how octets that may vary are understood, and so must come out as it did: whether six octets are an OBIS
 * code, whether twelve are a date-time.
 */
interface Guard {
  readonly kind: 'no-code' | 'date-time' | 'no-date-time';
  readonly at: number;
}

/** Which octets of a notification make its shape, and which are values. */
export interface Outline {
  /** Octets of every notification of this shape. */
  readonly length: number;
  /** Where the octets stand that are the same in all of them: tags, lengths, codes, scalers, units. */
  readonly fixedAt: Uint16Array;
  /** The octets at `fixedAt`. */
  readonly fixed: Uint8Array;
  readonly guards: readonly Guard[];
}

/** A notification, with its outline and where each of its values stands. */
export interface Outlined {
  readonly outline: Outline;
  readonly notification: DataNotification;
  readonly values: readonly PayloadValue[];
  /** Where the date-time of the notification stands; undefined where it has none. */
  readonly dateTimeAt: number | undefined;
  /** Place of each `Data` in the body. */
  readonly places: Places;
  /** Leniencies that reading it needed. */
  readonly leniencies: readonly string[];
}

/**
 * Learns the outline of a plain data-notification by having it read once more. Octets count as values only where nothing
 * that is read from them decides how others are understood; all the rest is the shape.
 *
 * @returns undefined for what has no outline: other APDUs, long ones, profiles, compact arrays
 * @throws DecodeError as `readApdu`
 */
export function outlineOf(plain: Uint8Array): Outlined | undefined {
  if (plain[0] !== DATA_NOTIFICATION_TAG || plain.length > LONGEST_OUTLINE) return undefined;
  const use = new PlacingUse();
  const notification = readApdu(plain, use);
  if (notification.type !== 'data-notification') return undefined;
  const values = readPayload(notification.body);
  if (values.some(({ captureTime }) => captureTime !== undefined)) return undefined;
  const draft = new Draft(plain, use.places);
  draft.vary(INVOKE_ID_AT, INVOKE_ID_AT + INVOKE_ID_OCTETS);
  const { dateTime } = notification;
  const dateTimeAt = dateTime === null ? undefined : dateTime.byteOffset - plain.byteOffset;
  if (dateTimeAt !== undefined) draft.vary(dateTimeAt, dateTimeAt + DATE_TIME_OCTETS);
  for (const { data } of values) if (!draft.value(data)) return undefined;
  return {
    outline: draft.outline(),
    notification,
    values,
    dateTimeAt,
    places: use.places,
    leniencies: use.used,
  };
}

/** Finds out of a notification's octets which vary. */
class Draft {
  readonly #plain: Uint8Array;
  readonly #places: Places;
  readonly #varies: Uint8Array;
  readonly #guards: Guard[] = [];

  constructor(plain: Uint8Array, places: Places) {
    this.#plain = plain;
    this.#places = places;
    this.#varies = new Uint8Array(plain.length);
  }

  vary(start: number, end: number): void {
    this.#varies.fill(1, start, end);
  }

  /** Lets the octets of a value vary. @returns false when no outline can hold it */
  value(data: Data): boolean {
    if (data.type === 'compact-array') return false;
    if (data.type === 'array' || data.type === 'structure') {
      // These describe other values.
      if (scalerUnitOf(data) !== undefined || isPushObjectList(data)) return true;
      return data.value.every((element) => this.value(element));
    }
    if (data.type === 'null-data' || data.type === 'dont-care') return true;
    const place = this.#places.get(data);
    if (place !== undefined && this.#isFree(data, place)) this.vary(place.contents, place.end);
    return true;
  }

  outline(): Outline {
    const fixedAt = Uint16Array.from(this.#plain.keys()).filter((at) => this.#varies[at] === 0);
    const fixed = Uint8Array.from(fixedAt, (at) => this.#plain[at] ?? 0);
    return { length: this.#plain.length, fixedAt, fixed, guards: this.#guards };
  }

  /** Octet strings that could be a code or a clock are free only as far as they are not taken for something else. */
  #isFree(data: Data, { contents }: Place): boolean {
    if (data.type !== 'octet-string') return true;
    if (data.value.length === OBIS_OCTETS) {
      if (isCodeInEntry(data)) return false;
      this.#guards.push({ kind: 'no-code', at: contents });
    } else if (data.value.length === DATE_TIME_OCTETS) {
      const kind = isDateTime(data.value) ? 'date-time' : 'no-date-time';
      this.#guards.push({ kind, at: contents });
    }
    return true;
  }
}

/** Whether a plain APDU has the shape: it would be read as the one that the outline was learned from. */
export function fitsOutline(outline: Outline, plain: Uint8Array): boolean {
  const { length, fixedAt, fixed, guards } = outline;
  if (plain.length !== length) return false;
  for (let i = 0; i < fixedAt.length; i++) if (plain[fixedAt[i] ?? 0] !== fixed[i]) return false;
  for (const { kind, at } of guards) {
    if (kind === 'no-code') {
      if (isCodeInEntry({ type: 'octet-string', value: plain.subarray(at, at + OBIS_OCTETS) }))
        return false;
    } else if (isDateTimeAt(plain, at) !== (kind === 'date-time')) return false;
  }
  return true;
}
