import type { Obis } from './obis.js';
import { abstractName } from './obis/abstract-objects.js';
import { electricityName } from './obis/electricity.js';
import { gasName } from './obis/gas.js';
import { heatCostAllocatorName } from './obis/heat-cost-allocator.js';
import { thermalName } from './obis/thermal-energy.js';
import type { ValueGroups } from './obis/value-groups.js';
import { isManufacturerSpecific, isUtilitySpecific, withPlaces } from './obis/value-groups.js';
import { waterName } from './obis/water.js';

const GROUPS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** How the codes of a medium (value group A) are named, and what the medium is called. */
interface Medium {
  readonly name: string;
  readonly nameOf: (groups: ValueGroups) => string | undefined;
}

const MEDIA: Readonly<Record<number, Medium>> = {
  0: { name: 'Abstract', nameOf: abstractName },
  1: { name: 'Electricity', nameOf: electricityName },
  4: { name: 'Heat cost allocator', nameOf: heatCostAllocatorName },
  5: { name: 'Cooling', nameOf: thermalName('Cooling') },
  6: { name: 'Heat', nameOf: thermalName('Heat') },
  7: { name: 'Gas', nameOf: gasName },
  8: { name: 'Cold water', nameOf: waterName('Cold water') },
  9: { name: 'Hot water', nameOf: waterName('Hot water') },
};

/**
 * The name of an OBIS code, composed from its value groups as the Blue Book, part 1, defines them:
 *
 * ```ts
 * obisName('1.0.1.8.0.255'); // 'Active energy import (+A), total'
 * obisName('1.0.32.7.0.255'); // 'Voltage L1, instantaneous value'
 * obisName('0.0.1.0.0.255'); // 'Clock'
 * ```
 *
 * A code of which only a part is known gets a partial name.
 *
 * @param obis in the form of `Obis`; see `parseObis` for other forms
 * @returns undefined when not even the medium is known, or the text is no OBIS code
 */
export function obisName(obis: Obis): string | undefined {
  const groups = groupsOf(obis);
  const medium = groups === undefined ? undefined : MEDIA[groups.a];
  if (groups === undefined || medium === undefined) return undefined;
  if (isUtilitySpecific(groups)) return `${medium.name}, utility specific object`;
  const name = medium.nameOf(groups);
  if (name !== undefined) return withPlaces(name, groups);
  return isManufacturerSpecific(groups)
    ? `${medium.name}, manufacturer specific object`
    : undefined;
}

/** What is metered, by value group A: `Electricity`, `Gas`; `Abstract` for what has no medium. */
export function obisMedium(obis: Obis): string | undefined {
  const groups = groupsOf(obis);
  return groups === undefined ? undefined : MEDIA[groups.a]?.name;
}

function groupsOf(obis: Obis): ValueGroups | undefined {
  const match = GROUPS.exec(obis);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = match.slice(1).map(Number);
  return Math.max(a, b, c, d, e, f) <= 255 ? { a, b, c, d, e, f } : undefined;
}
