const SIZES = ['octets', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number with its thousands apart, `12,000`. */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** Octets for people: `512 octets`, `1.2 MiB`. */
export function sizeText(octets: number): string {
  let size = octets;
  let step = 0;
  while (size >= 1024 && step < SIZES.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${SIZES[step] ?? ''}`;
}

/** Seconds for people in the two largest units: `45 s`, `1 h 30 min`, `3 d 4 h`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return both(whole, MINUTE, 'min', 1, 's');
  if (whole < DAY) return both(whole, HOUR, 'h', MINUTE, 'min');
  return both(whole, DAY, 'd', HOUR, 'h');
}

function both(seconds: number, unit: number, name: string, part: number, partName: string): string {
  const rest = Math.floor((seconds % unit) / part);
  const first = `${countText(Math.floor(seconds / unit))} ${name}`;
  return rest === 0 ? first : `${first} ${rest} ${partName}`;
}
