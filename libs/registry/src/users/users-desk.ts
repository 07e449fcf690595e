import {
  parseUsers,
  secretUserOptions,
  userProblemLine,
  type KeyReaders,
  type Receptor,
  type UserOptions,
} from '@dlms-telemetry/options';
import type { MeterIdentity, StoredUserRow, UsersRepository } from '@dlms-telemetry/store';
import { metersOfSerial } from '../meters-of-serial.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { UserRegistryError } from './errors.js';
import { planImport, type ImportPlan } from './import-plan.js';
import { pairOf, partsOf, type UserParts } from './user-shape.js';

/** What the desk works with. */
export interface UsersDeskPorts {
  readonly users: Pick<
    UsersRepository,
    'version' | 'ofDevice' | 'related' | 'change' | 'withSerial'
  >;
  readonly encryption: KeyEncryption;
  /** Of the configuration. */
  readonly receptors: readonly Receptor[];
  /** Try keys and certificates. */
  readonly keyReaders: KeyReaders;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when users have changed, before the import resolves. */
  readonly changed?: () => Promise<void>;
}

/** A user as it may be shown: in the API's shape without what is secret, and of its keys what may be known. */
export type ListedUser = Readonly<Record<string, unknown>> & {
  /** Whether it stands in the configuration file or in the store. */
  readonly source: 'file' | 'store';
  readonly keys: readonly ListedKey[];
};

/** That there is a key, never the key. */
export interface ListedKey {
  readonly name: string;
  readonly state: 'active' | 'next' | 'previous';
  /** ISO 8601; of users of the store. */
  readonly validFrom?: string;
  readonly retiredAt?: string;
}

/** What an import changed. */
export interface ImportResult {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warnings: readonly string[];
}

/** How often an import is worked out anew when others change users meanwhile. */
const ATTEMPTS = 5;

/** What operators do with users: list them and import them. */
export class UsersDesk {
  readonly #ports: UsersDeskPorts;

  constructor(ports: UsersDeskPorts) {
    this.#ports = ports;
  }

  /** The users of a receptor, those of the file first. @throws {UserRegistryError} `users.unknown-device` */
  async list(device: string): Promise<readonly ListedUser[]> {
    const { options } = this.#receptor(device);
    const rows = await this.#ports.users.ofDevice(device);
    return [...options.Users.map(listedOfFile), ...rows.map(listedOfStore)];
  }

  /**
   * Takes users in the API's shape, all or none. A user is known by `Ip` and `SystemTitle` together; one that is there
   * becomes as given: fields left out come from the section again, and former keys serve frames received before.
   *
   * @throws {UsersError} with every problem of every user
   * @throws {UserRegistryError} `users.unknown-device`, `users.busy`
   */
  async importUsers(device: string, users: readonly unknown[]): Promise<ImportResult> {
    const receptor = this.#receptor(device);
    const { keyReaders, encryption, now, changed } = this.#ports;
    const { users: parsed, warnings } = parseUsers(users, receptor, keyReaders);
    const parts = parsed.map(partsOf);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = await this.#ports.users.version();
      const known = await this.#ports.users.related(device, ...attributesOf(parts));
      const plan = await planImport(device, parts, known, encryption);
      const { added, updated, unchanged } = plan;
      const said = [...warnings.map(userProblemLine), ...warningsOf(receptor, parts, known, plan)];
      if (added + updated === 0) return { added, updated, unchanged, warnings: said };
      if (!(await this.#ports.users.change(plan.change, version, now()))) continue;
      await changed?.();
      return { added, updated, unchanged, warnings: said };
    }
    throw new UserRegistryError('users.busy', 'others keep changing users');
  }

  /** By what the meters are known that are registered with a serial, in the file or in the store. */
  metersOf(serial: string): Promise<readonly MeterIdentity[]> {
    const { receptors, users } = this.#ports;
    return metersOfSerial(serial, { configuration: { receptors }, users });
  }

  #receptor(device: string): Receptor {
    const receptor = this.#ports.receptors.find(({ name }) => name === device);
    if (receptor !== undefined) return receptor;
    const known = this.#ports.receptors.map(({ name }) => name).join(', ');
    throw new UserRegistryError(
      'users.unknown-device',
      `no receptor is named ${JSON.stringify(device)}: there is ${known}`,
    );
  }
}

function attributesOf(users: readonly UserParts[]): [ips: string[], titles: string[]] {
  return [
    users.flatMap(({ row }) => row.ip ?? []),
    users.flatMap(({ row }) => row.systemTitle ?? []),
  ];
}

/** Addresses that are shared, pairs that the file has too, and keys that users lose. */
function warningsOf(
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

function listedOfFile(user: UserOptions): ListedUser {
  const { row, active, next } = partsOf(user);
  const keys: ListedKey[] = [
    ...[...active.keys()].map((name) => ({ name, state: 'active' }) as const),
    ...[...next.keys()].map((name) => ({ name, state: 'next' }) as const),
  ];
  return { source: 'file', ...shown(row), keys };
}

function listedOfStore({ keys, ...row }: StoredUserRow): ListedUser {
  return {
    source: 'store',
    id: row.id,
    ...shown(row),
    keys: keys.map(({ name, state, validFrom, retiredAt }) => ({
      name,
      state,
      validFrom: validFrom.toISOString(),
      ...(retiredAt !== null && { retiredAt: retiredAt.toISOString() }),
    })),
  };
}

function shown({ ip, systemTitle, serial, label, enabled, options }: UserParts['row']) {
  const hidden = new Set<string>(secretUserOptions);
  return {
    ...(ip !== null && { Ip: ip }),
    ...(systemTitle !== null && { SystemTitle: systemTitle }),
    ...(serial !== null && { Serial: serial }),
    ...(label !== null && { Label: label }),
    Enabled: enabled,
    ...Object.fromEntries(Object.entries(options).filter(([name]) => !hidden.has(name))),
  };
}
