import { writeDateTime } from '@dlms-telemetry/dlms';

const GENERALIZED_TIME =
  /^(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(?:[.,](\d{1,2})\d*)?)?)?(?:(Z)|([+-])(\d{2})(\d{2})?)?$/u;

/**
 * A GeneralizedTime of ASN.1 (`20260501120000.00Z`) as the 12 octets of a COSEM date-time.
 *
 * @returns null when the text is none
 */
export function dateTimeOf(text: string): Uint8Array | null {
  const match = GENERALIZED_TIME.exec(text);
  if (match === null) return null;
  const field = (index: number): number | null =>
    match[index] === undefined ? null : Number(match[index]);
  const [, , , , , , , hundredths, utc, sign] = match;
  // COSEM counts the minutes to add to local time, ASN.1 the distance of local time from UTC.
  const distance = (field(10) ?? 0) * 60 + (field(11) ?? 0);
  const deviation = sign === '+' ? -distance : distance;
  return writeDateTime({
    year: field(1),
    month: field(2),
    day: field(3),
    weekday: null,
    hour: field(4),
    minute: field(5),
    second: field(6),
    hundredths: hundredths === undefined ? null : Number(hundredths.padEnd(2, '0')),
    deviationMinutes: utc === undefined && sign === undefined ? null : deviation,
    clockStatus: null,
  });
}
