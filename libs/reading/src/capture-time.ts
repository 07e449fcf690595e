import { isDateTime, type PayloadValue } from '@dlms-telemetry/dlms';
import { captureTimesOf } from './companions.js';
import type { Found } from './find-values.js';
import { isoTime, momentOf, type Moment } from './moment.js';
import type { FrameContext, Notification } from './notification.js';
import { factsOf } from './obis-facts.js';
import { profileStatus, rowOf } from './profile-status.js';
import type { ZoneDeviation } from './time-zone.js';

/** Date and quality of a reading. */
export interface Timing {
  readonly date: string;
  readonly quality: string | undefined;
}

const NOTHING: readonly string[] = [];

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
  const ordinary = timing(common, NOTHING);
  return (value) => {
    const own =
      value.captureTime ?? (value.obis === undefined ? undefined : captureTimes.get(value.obis));
    const status = statuses.size === 0 ? undefined : statuses.get(rowOf(value));
    if (own === undefined && status === undefined) return ordinary;
    const moment = own === undefined ? undefined : momentOf(own, zone);
    return timing(moment ?? common, status ?? NOTHING);
  };
}

/** The time of receipt, where nothing else tells one. */
export function received({ receivedAt }: FrameContext): Moment {
  return { iso: isoTime(receivedAt), quality: NOTHING };
}

/** What a moment, and the status of its profile row, say of a value. */
export function timing(moment: Moment, status: readonly string[]): Timing {
  if (moment.quality.length === 0 && status.length === 0)
    return { date: moment.iso, quality: undefined };
  const words = new Set([...moment.quality, ...status]);
  return { date: moment.iso, quality: [...words].join(',') };
}

/** The clock among the values: by its OBIS code, by a map of type Clock, or a date-time that stands first. */
function clockIn(
  values: readonly PayloadValue[],
  found: readonly Found[],
  zone: ZoneDeviation,
): Moment | undefined {
  for (const { octets, mustLook } of clocksOf(values, found)) {
    if (mustLook && !isDateTime(octets)) continue;
    const moment = momentOf(octets, zone);
    if (moment !== undefined) return moment;
  }
  return undefined;
}

/** Octets that may be the meter's clock. */
export interface ClockOctets {
  readonly octets: Uint8Array;
  /** Nothing but its look says that it is one. */
  readonly mustLook: boolean;
}

/** Where the clock may stand, the likeliest first. */
export function clocksOf(
  values: readonly PayloadValue[],
  found: readonly Found[],
): readonly ClockOctets[] {
  const clocks: ClockOctets[] = [];
  for (const value of values) {
    if (value.captureTime === undefined && isClock(value)) addClock(clocks, value.data.value);
  }
  for (const { map, data } of found) if (map.isClock) addClock(clocks, data.value);
  const [first] = values;
  if (first?.obis === undefined && first?.path.length === 1 && first.path[0] === 0)
    addClock(clocks, first.data.value, true);
  return clocks;
}

function addClock(clocks: ClockOctets[], octets: unknown, mustLook = false): void {
  if (octets instanceof Uint8Array) clocks.push({ octets, mustLook });
}
