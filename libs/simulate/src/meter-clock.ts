import { writeDateTime } from '@dlms-telemetry/dlms';

const MS_PER_MINUTE = 60_000;
const SUNDAY = 7;

/** Minutes to add to a simulated meter's local time to get UTC: it keeps UTC+1, without daylight saving. */
export const METER_DEVIATION = -60;

/** What the meter's clock says, 12 octets, whole seconds. @param time milliseconds since 1970 */
export function meterClock(time: number): Uint8Array {
  const local = new Date(time - METER_DEVIATION * MS_PER_MINUTE);
  return writeDateTime({
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay() || SUNDAY,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    hundredths: 0,
    deviationMinutes: METER_DEVIATION,
    clockStatus: 0,
  });
}
