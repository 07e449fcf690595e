import { userProblemLine, type Receptor } from '@dlms-telemetry/options';
import type { StoredUserRow } from '@dlms-telemetry/store';
import type { ImportPlan } from './import-plan.js';
import { pairOf, partsOf, type UserParts } from './user-shape.js';

/** What is to be said of an import: addresses that are shared, pairs that the file has too, and keys that users lose. */
export function warningsOf(
  { options }: Receptor,
  users: readonly UserParts[],
  known: readonly StoredUserRow[],
  { keysGivenUp }: ImportPlan,
): string[] {
  const inFile = options.Users.map((user) => partsOf(user).row);
  const pairsInFile = new Set(inFile.map(pairOf));
  const pairsKnown = new Set(known.map(pairOf));
  const byIp = new Map<string, Set<string>>();
  for (const row of [...inFile, ...known, ...users.map((user) => user.row)]) {
    if (row.ip === null) continue;
    const titles = byIp.get(row.ip) ?? new Set();
    byIp.set(row.ip, titles.add(row.systemTitle ?? ''));
  }
  const warnings: string[] = [];
  const warn = (index: number, field: string, message: string): void => {
    warnings.push(userProblemLine({ index, field, message }));
  };
  for (const [index, { row }] of users.entries()) {
    const pair = pairOf(row);
    if (pairsInFile.has(pair))
      warn(index, '', 'stands in the configuration file too: both are tried, that one first');
    if (row.ip === null || pairsKnown.has(pair)) continue;
    if ((byIp.get(row.ip)?.size ?? 0) > 1)
      warn(
        index,
        'Ip',
        `${row.ip} is registered with another SystemTitle too: a further user behind this address`,
      );
  }
  for (const { index, name } of keysGivenUp)
    warn(index, name, "had a value of its own and is left out: the section's serves from now on");
  return warnings;
}
