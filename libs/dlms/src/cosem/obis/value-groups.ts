/** The six value groups of an OBIS code, 0 to 255 each (Blue Book part 1, clause 5). */
export interface ValueGroups {
  /** Medium. */
  readonly a: number;
  /** Channel. */
  readonly b: number;
  /** Quantity. */
  readonly c: number;
  /** Processing of the quantity. */
  readonly d: number;
  /** Tariff rate, harmonic or other classification. */
  readonly e: number;
  /** Billing period; 255 where it is not used. */
  readonly f: number;
}

/** Names by a value group. */
export type NameTable = Readonly<Record<number, string>>;

const LAST_CHANNEL = 64;
const LAST_UTILITY_SPECIFIC = 127;
const LAST_MANUFACTURER_CHANNEL = 199;
const MANUFACTURER_SPECIFIC = 128;
const MANUFACTURER_QUANTITY = 240;
const NOT_USED = 255;

const LAST_NUMBERED_PERIOD = 99;
const LAST_PERIOD = 101;
const LAST_PERIODS = 126;

/** Group B of 65 to 127: what the code means is up to the utility. */
export function isUtilitySpecific({ b }: ValueGroups): boolean {
  return b > LAST_CHANNEL && b <= LAST_UTILITY_SPECIFIC;
}

/** Whether any group is in the range that manufacturers use as they like (Blue Book part 1, clause 5.3). */
export function isManufacturerSpecific({ b, c, d, e, f }: ValueGroups): boolean {
  return (
    (b > LAST_UTILITY_SPECIFIC && b <= LAST_MANUFACTURER_CHANNEL) ||
    (c >= MANUFACTURER_SPECIFIC && c <= LAST_MANUFACTURER_CHANNEL) ||
    c === MANUFACTURER_QUANTITY ||
    isInManufacturerRange(d) ||
    isInManufacturerRange(e) ||
    isInManufacturerRange(f)
  );
}

function isInManufacturerRange(group: number): boolean {
  return group >= MANUFACTURER_SPECIFIC && group < NOT_USED;
}

/** Adds what groups B and F say to a name: the channel, and the billing period of a historical value. */
export function withPlaces(name: string, { b, f }: ValueGroups): string {
  const channel = b === 0 ? '' : `, channel ${b}`;
  return `${name}${channel}${periodSuffix(f)}`;
}

function periodSuffix(f: number): string {
  if (f === NOT_USED) return '';
  if (f <= LAST_NUMBERED_PERIOD) return `, billing period ${f}`;
  if (f === LAST_PERIODS) return ', most recent billing periods';
  if (f < LAST_PERIOD || f > LAST_PERIODS) return `, F=${f}`;
  return f === LAST_PERIOD
    ? ', last billing period'
    : `, billing period ${f - LAST_PERIOD + 1} before now`;
}

/** `name`, and a number behind it for every instance but the first. @param instance counted from 0 */
export function numbered(name: string, instance: number): string {
  return instance === 0 || instance === NOT_USED ? name : `${name} ${instance + 1}`;
}

/** A tariff rate as value group E gives it. */
export function rateSuffix(e: number): string {
  return e === 0 ? ', total' : `, rate ${e}`;
}
