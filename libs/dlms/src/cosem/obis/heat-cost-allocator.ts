import { countedName, isShared, sharedName } from './thermal-energy.js';
import type { NameTable, ValueGroups } from './value-groups.js';

const MEDIUM = 'Heat cost allocator';

/** Value group C of heat cost allocators (Blue Book part 1, clause 8.2). */
const QUANTITIES: NameTable = {
  1: 'unrated integral',
  2: 'rated integral',
  3: 'radiator surface temperature',
  4: 'heating medium temperature',
  5: 'flow temperature',
  6: 'return temperature',
  7: 'room temperature',
};

const LAST_COUNTED = 2;

/** The name of a code whose value group A is 4. */
export function heatCostAllocatorName(groups: ValueGroups): string | undefined {
  return isShared(groups)
    ? sharedName(MEDIUM, groups)
    : countedName(MEDIUM, QUANTITIES, LAST_COUNTED, groups);
}
