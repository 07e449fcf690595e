/** An OBIS code, value groups A to F (Blue Book, OBIS), as text `1.0.1.8.0.255`. */
export type Obis = string;

export const OBIS_OCTETS = 6;

/** Value group F where it is not used (Blue Book, OBIS): what a code of five groups means. */
const UNUSED_GROUP_F = 255;
const ANY = '*';

const CODE = /^(\d{1,3})[.-](\d{1,3})[.:](\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[.*&](\d{1,3}))?$/;
const PATTERN =
  /^(\d{1,3}|\*)[.-](\d{1,3}|\*)[.:](\d{1,3}|\*)\.(\d{1,3}|\*)\.(\d{1,3}|\*)(?:[.*&](\d{1,3}|\*))?$/;

/** Six octets, a logical name, as text. */
export function readObis(octets: Uint8Array): Obis {
  const [a, b, c, d, e, f] = octets;
  return `${a ?? 0}.${b ?? 0}.${c ?? 0}.${d ?? 0}.${e ?? 0}.${f ?? 0}`;
}

/** @throws RangeError when the text is no OBIS code */
export function writeObis(obis: Obis): Uint8Array {
  const groups = parseGroups(obis);
  if (groups === undefined) throw new RangeError(`not an OBIS code: ${obis}`);
  return Uint8Array.from(groups);
}

/**
 * Brings each of the written forms into the one of `Obis`: `1.0.1.8.0.255`, `1-0:1.8.0*255`, `1-0:1.8.0.255`,
 * `1.0.1.8.0` and `1-0:1.8.0`, where the missing group F is 255.
 *
 * @returns undefined when it is not an OBIS code
 */
export function parseObis(text: string): Obis | undefined {
  return parseGroups(text)?.join('.');
}

function parseGroups(text: string): number[] | undefined {
  const match = CODE.exec(text.trim());
  if (match === null) return undefined;
  const groups = match.slice(1).map((group) => Number(group));
  if (match[6] === undefined) groups[5] = UNUSED_GROUP_F;
  return groups.every((group) => group <= 255) ? groups : undefined;
}

/** An OBIS code in which a group may be `*`: any value. */
export interface ObisPattern {
  /** The pattern in the form of `Obis`, `*` where a group may have any value. */
  readonly text: string;
  /** How many groups are open; of two patterns that match, the one with fewer is the closer. */
  readonly wildcards: number;
  matches(obis: Obis): boolean;
}

/**
 * Reads a pattern, in every form that `parseObis` reads, `*` in place of any group. `1-0:1.8.*` leaves group E open,
 * and F is 255; `1-0:1.8.0**` leaves F open.
 *
 * @returns undefined when it is not a pattern
 */
export function parseObisPattern(text: string): ObisPattern | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const given: readonly (string | undefined)[] = match.slice(1);
  const groups = given.map((group) => group ?? String(UNUSED_GROUP_F));
  const normal = groups.map((group) => (group === ANY ? ANY : String(Number(group))));
  if (normal.some((group) => group !== ANY && Number(group) > 255)) return undefined;
  const pattern = normal.join('.');
  const wildcards = normal.filter((group) => group === ANY).length;
  return {
    text: pattern,
    wildcards,
    matches:
      wildcards === 0
        ? (obis) => obis === pattern
        : (obis) => obis.split('.').every((group, i) => normal[i] === ANY || normal[i] === group),
  };
}
