import { userOptions, UsersError, type Receptor, type UserProblem } from '@dlms-telemetry/options';
import type { StoredUserRow } from '@dlms-telemetry/store';
import { canonicalAddress, partsOf } from './user-shape.js';

/** Which users are to be deleted. */
export interface UsersToDelete {
  /** Every user of these addresses or ranges, letter for letter as registered. */
  readonly ips?: readonly unknown[] | undefined;
  /** Users without an address that have these titles. */
  readonly systemTitles?: readonly unknown[] | undefined;
}

/** The same, checked and in one spelling. */
export interface Deletion {
  readonly ips: readonly string[];
  readonly systemTitles: readonly string[];
}

/** Checks what is to be deleted. @throws {UsersError} with every problem at its place in its list */
export function readDeletion({ ips = [], systemTitles = [] }: UsersToDelete): Deletion {
  const problems: UserProblem[] = [];
  const refuse = (index: number, field: string, allowed: string): [] => {
    problems.push({ index, field, message: `is not allowed: ${allowed}` });
    return [];
  };
  const addresses = ips.flatMap((value, index) => {
    const { data } = userOptions.shape.Ip.safeParse(typeof value === 'string' ? value.trim() : '');
    return data ?? refuse(index, 'ips', 'an IP address or a range');
  });
  const titles = systemTitles.flatMap((value, index) => {
    if (typeof value === 'string' && TITLE.test(value)) return value.toUpperCase();
    return refuse(index, 'systemTitles', '16 hexadecimal digits');
  });
  if (problems.length > 0) throw new UsersError(problems);
  return {
    ips: [...new Set(addresses.map(canonicalAddress))],
    systemTitles: [...new Set(titles)],
  };
}

const TITLE = /^[0-9A-Fa-f]{16}$/u;

/** Those of the known users that a deletion means. */
export function meantBy(
  { ips, systemTitles }: Deletion,
  known: readonly StoredUserRow[],
): StoredUserRow[] {
  const addresses = new Set(ips);
  const titles = new Set(systemTitles);
  return known.filter(({ ip, systemTitle }) =>
    ip === null ? titles.has(systemTitle ?? '') : addresses.has(ip),
  );
}

/** What of a deletion had no user, or has one in the file, where it stays. */
export function deletionWarnings(
  { ips, systemTitles }: Deletion,
  found: readonly StoredUserRow[],
  { options }: Receptor,
): string[] {
  const inFile = options.Users.map((user) => partsOf(user).row);
  const say = (
    name: string,
    values: readonly string[],
    is: (row: Pick<StoredUserRow, 'ip' | 'systemTitle'>, value: string) => boolean,
  ): string[] =>
    values.flatMap((value) => {
      if (inFile.some((row) => is(row, value)))
        return [`${name} ${value}: a user of the configuration file stays`];
      if (!found.some((row) => is(row, value))) return [`${name} ${value}: there is no such user`];
      return [];
    });
  return [
    ...say('Ip', ips, ({ ip }, value) => ip === value),
    ...say('SystemTitle', systemTitles, ({ ip, systemTitle }, value) => {
      return ip === null && systemTitle === value;
    }),
  ];
}
