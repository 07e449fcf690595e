/**
 * Bits of the alarm register as the companion standards of the Netherlands (DSMR, SMR5) and IDIS lay it out; the
 * Blue Book leaves it to them.
 */
const ALARM_BITS: Readonly<Record<number, string>> = {
  0: 'clock-invalid',
  1: 'replace-battery',
  2: 'power-up',
  8: 'program-memory-error',
  9: 'ram-error',
  10: 'nv-memory-error',
  11: 'measurement-system-error',
  12: 'watchdog-error',
  13: 'fraud-attempt',
  16: 'm-bus-communication-error-channel-1',
  17: 'm-bus-communication-error-channel-2',
  18: 'm-bus-communication-error-channel-3',
  19: 'm-bus-communication-error-channel-4',
  20: 'm-bus-fraud-attempt-channel-1',
  21: 'm-bus-fraud-attempt-channel-2',
  22: 'm-bus-fraud-attempt-channel-3',
  23: 'm-bus-fraud-attempt-channel-4',
};

/** The alarms that are set in an alarm register, lowest bit first; a bit without a name is `bit-n`. */
export function alarmNames(register: number): readonly string[] {
  const names: string[] = [];
  for (let bit = 0; bit < 32; bit++)
    if ((register >>> bit) % 2 === 1) names.push(ALARM_BITS[bit] ?? `bit-${bit}`);
  return names;
}
