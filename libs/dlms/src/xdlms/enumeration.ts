/** Names of an ENUMERATED type with their numbers on the wire. */
export type Enumeration = Readonly<Record<string, number>>;

/**
 * Makes the function that names a number. A number that the standard keeps free is named by itself, `reserved (7)`:
 * makers use such numbers, and a result that nobody can name is a result nevertheless.
 */
export function namesOf(enumeration: Enumeration): (value: number) => string {
  const names = new Map(Object.entries(enumeration).map(([name, value]) => [value, name]));
  return (value) => names.get(value) ?? `reserved (${value})`;
}
