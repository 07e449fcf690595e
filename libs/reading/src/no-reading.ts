import type { CompiledMap, CompiledMaps } from './compile-maps.js';
import type { MapRefusal } from './errors.js';
import { elementCount } from './find-values.js';
import type { Notification } from './notification.js';

const MOST_NAMED = 8;

/** Says why a payload gave no reading: what it holds, and what the maps wait for. */
export function noReading(maps: CompiledMaps | undefined, notification: Notification): MapRefusal {
  const count = elementCount(notification.body);
  const held = `The payload has ${count === 1 ? 'one element' : `${count} elements`} and ${codesIn(notification)}`;
  return { code: 'map.no-reading', message: `${held}; ${wanted(maps, count)}.` };
}

function codesIn({ values }: Notification): string {
  const codes = new Set<string>();
  for (const { obis } of values) if (obis !== undefined) codes.add(obis);
  return codes.size === 0 ? 'no OBIS codes' : `the OBIS codes ${some([...codes])}`;
}

function wanted(maps: CompiledMaps | undefined, count: number): string {
  if (maps === undefined) return 'the receptor has no property maps that give it names';
  const { all } = maps.forElements(count);
  const section = `section ${maps.name}`;
  if (all.length === 0) return `no property map of ${section} holds for that number of elements`;
  if (all.every(({ publish }) => !publish)) return `no property map of ${section} is published`;
  return `the property maps of ${section} look for ${some(all.map(sought))}`;
}

function sought({ name, pattern, place }: CompiledMap): string {
  const code = pattern === undefined ? '' : ` (${pattern.text})`;
  return place === undefined ? `${name}${code}` : `${name} at place ${place}${code}`;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
