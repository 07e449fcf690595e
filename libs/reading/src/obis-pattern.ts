/** The six value groups A to F of an OBIS code; null where any value will do. */
export type ObisPattern = readonly (number | null)[];

const GROUP = String.raw`(\d{1,3}|\*)`;
const DOTTED = new RegExp(
  `^${GROUP}\\.${GROUP}\\.${GROUP}\\.${GROUP}\\.${GROUP}(?:\\.${GROUP})?$`,
  'u',
);
/** The notation of meter displays and of DSMR: `A-B:C.D.E*F`. */
const PRINTED = new RegExp(
  `^${GROUP}-${GROUP}:${GROUP}\\.${GROUP}\\.${GROUP}(?:[*.]${GROUP})?$`,
  'u',
);
const NO_BILLING_PERIOD = 255;
const GROUP_MAXIMUM = 255;

/**
 * Reads an OBIS code with optional wildcards: `1.0.1.8.0.255`, `1-0:1.8.0*255`, `1.0.1.8.0` (F is 255), `1.*.1.8.0.255`.
 *
 * @returns undefined when the text is none
 */
export function parseObisPattern(text: string): ObisPattern | undefined {
  const match = DOTTED.exec(text.trim()) ?? PRINTED.exec(text.trim());
  if (match === null) return undefined;
  const groups: (number | null)[] = [];
  for (let index = 1; index <= 6; index += 1) {
    const group = match[index] ?? String(NO_BILLING_PERIOD);
    if (group === '*') {
      groups.push(null);
    } else {
      const value = Number(group);
      if (value > GROUP_MAXIMUM) return undefined;
      groups.push(value);
    }
  }
  return groups;
}

/** The one code that a pattern without wildcards stands for, as text `1.0.1.8.0.255`; undefined with wildcards. */
export function exactObis(pattern: ObisPattern): string | undefined {
  return pattern.includes(null) ? undefined : pattern.join('.');
}

/** Whether the code (text `1.0.1.8.0.255`) fits the pattern. */
export function obisMatches(pattern: ObisPattern, obis: string): boolean {
  let start = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    const dot = obis.indexOf('.', start);
    const end = dot === -1 ? obis.length : dot;
    const wanted = pattern[index];
    if (wanted !== null && Number(obis.slice(start, end)) !== wanted) return false;
    start = end + 1;
  }
  return true;
}
