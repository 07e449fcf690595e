import { countedName, isShared, sharedName } from './thermal-energy.js';
import type { NameTable, ValueGroups } from './value-groups.js';

/** Value group C of water (Blue Book part 1, clause 11.2). */
const QUANTITIES: NameTable = { 1: 'volume', 2: 'flow rate', 3: 'temperature' };

const LAST_COUNTED = 1;

/** What names the codes of a medium whose value group A is 8 or 9. @param medium `Cold water`, `Hot water` */
export function waterName(medium: string): (groups: ValueGroups) => string | undefined {
  return (groups) =>
    isShared(groups)
      ? sharedName(medium, groups)
      : countedName(medium, QUANTITIES, LAST_COUNTED, groups);
}
