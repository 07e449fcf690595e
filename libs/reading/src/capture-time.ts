import { isDateTime, type PayloadValue } from '@dlms-telemetry/dlms';
import { captureTimesOf } from './companions.js';
import type { Found } from './find-values.js';
import { momentOf, type Moment } from './moment.js';
import type { FrameContext, Notification } from './notification.js';
import { factsOf } from './obis-facts.js';
import { profileStatus, rowOf } from './profile-status.js';
import type { ZoneDeviation } from './time-zone.js';

/** Date and quality of a reading. */
export interface Timing {
  readonly date: string;
  readonly quality: string | undefined;
}

/** Whether a value is the meter's clock, by its OBIS code. */
export function isClock({ obis }: PayloadValue): boolean {
  return obis !== undefined && factsOf(obis).isClock;
}

/**
 * Tells the time of each value: of its profile row, of its register's capture time, of the clock in the payload, of the
 * notification, or of the receipt, the first that is complete (FEATURES 6).
 */
export function timingOf(
  notification: Notification,
  frame: FrameContext,
  found: readonly Found[],
  zone: ZoneDeviation,
): (value: PayloadValue) => Timing {
  const { values, dateTime } = notification;
  const captureTimes = captureTimesOf(values);
  const statuses = profileStatus(values);
  const common =
    clockIn(values, found, zone) ??
    (dateTime === null ? undefined : momentOf(dateTime, zone)) ??
    received(frame);
  const ordinary = timing(common, []);
  return (value) => {
    const own =
      value.captureTime ?? (value.obis === undefined ? undefined : captureTimes.get(value.obis));
    const status = statuses.size === 0 ? undefined : statuses.get(rowOf(value));
    if (own === undefined && status === undefined) return ordinary;
    const moment = own === undefined ? undefined : momentOf(own, zone);
    return timing(moment ?? common, status ?? []);
  };
}

function received({ receivedAt }: FrameContext): Moment {
  return { iso: new Date(receivedAt).toISOString(), quality: [] };
}

function timing(moment: Moment, status: readonly string[]): Timing {
  const words = new Set([...moment.quality, ...status]);
  return { date: moment.iso, quality: words.size === 0 ? undefined : [...words].join(',') };
}

/** The clock among the values: by its OBIS code, by a map of type Clock, or a date-time that stands first. */
function clockIn(
  values: readonly PayloadValue[],
  found: readonly Found[],
  zone: ZoneDeviation,
): Moment | undefined {
  for (const value of values) {
    if (value.captureTime !== undefined || !isClock(value)) continue;
    const moment = momentIn(value.data.value, zone);
    if (moment !== undefined) return moment;
  }
  for (const { map, data } of found) {
    const moment = map.isClock ? momentIn(data.value, zone) : undefined;
    if (moment !== undefined) return moment;
  }
  const [first] = values;
  const leads = first?.obis === undefined && first?.path.length === 1 && first.path[0] === 0;
  const octets = first?.data.value;
  return leads && octets instanceof Uint8Array && isDateTime(octets)
    ? momentOf(octets, zone)
    : undefined;
}

function momentIn(octets: unknown, zone: ZoneDeviation): Moment | undefined {
  return octets instanceof Uint8Array ? momentOf(octets, zone) : undefined;
}
