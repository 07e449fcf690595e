import {
  parseUsers,
  userProblemLine,
  type KeyReaders,
  type ParsedUsers,
  type Receptor,
} from '@dlms-telemetry/options';
import type {
  AuditRow,
  MeterIdentity,
  StoredUserRow,
  UsersChange,
  UsersPlace,
  UsersRepository,
  UsersSelection,
} from '@dlms-telemetry/store';
import { metersOfSerial } from '../meters-of-serial.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { deletionWarnings, meantBy, readDeletion, type UsersToDelete } from './deletion.js';
import { UserRegistryError } from './errors.js';
import { planImport, type ChangedUser, type ImportPlan } from './import-plan.js';
import { warningsOf } from './import-warnings.js';
import { listedOfFile, listedOfStore, type ListedUser } from './listed-user.js';
import { patchedUser } from './patched-user.js';
import { partsOf, type UserParts } from './user-shape.js';

/** What the desk works with. */
export interface UsersDeskPorts {
  readonly users: Pick<
    UsersRepository,
    'version' | 'ofDevice' | 'related' | 'find' | 'page' | 'count' | 'change' | 'withSerial'
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

/** What an import changed. */
export interface ImportResult {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warnings: readonly string[];
}

/** The same with what became of each user. */
export interface TakenUsers extends ImportResult {
  /** In the order of the list. */
  readonly users: readonly ChangedUser[];
}

/** What a deletion took away. */
export interface DeletedUsers {
  readonly users: readonly ChangedUser[];
  readonly warnings: readonly string[];
}

/** A page of users; `next` is undefined on the last. */
export interface ListedUsers {
  readonly users: readonly ListedUser[];
  readonly total: number;
  readonly next: UsersPlace | undefined;
}

/** Makes the row of the audit log that is stored together with a change; it is not asked where nothing changes. */
export type Note = (changed: readonly ChangedUser[]) => AuditRow;

/** How often a change is worked out anew when others change users meanwhile. */
const ATTEMPTS = 5;

/** What operators do with users: list them, import them, change and delete them. */
export class UsersDesk {
  readonly #ports: UsersDeskPorts;

  constructor(ports: UsersDeskPorts) {
    this.#ports = ports;
  }

  /** The users of a receptor, those of the file first. @throws {UserRegistryError} `users.unknown-device` */
  async list(device: string): Promise<readonly ListedUser[]> {
    const { options } = this.receptor(device);
    const rows = await this.#ports.users.ofDevice(device);
    return [...options.Users.map(listedOfFile), ...rows.map(listedOfStore)];
  }

  /**
   * The users of the store, page by page, in the order in which they were registered.
   *
   * @throws {UserRegistryError} `users.unknown-device`
   */
  async page(
    device: string,
    selection: UsersSelection,
    after: UsersPlace | undefined,
    limit: number,
  ): Promise<ListedUsers> {
    this.receptor(device);
    const [page, total] = await Promise.all([
      this.#ports.users.page(device, selection, after, limit),
      this.#ports.users.count(device, selection),
    ]);
    return { users: page.users.map(listedOfStore), total, next: page.next };
  }

  /** The users of the file. @throws {UserRegistryError} `users.unknown-device` */
  ofFile(device: string): readonly ListedUser[] {
    return this.receptor(device).options.Users.map(listedOfFile);
  }

  /** One user of the store. @throws {UserRegistryError} `users.unknown-device`, `users.unknown-user` */
  async get(device: string, id: string): Promise<ListedUser> {
    this.receptor(device);
    return listedOfStore(await this.#find(device, id));
  }

  /**
   * Takes users in the API's shape, all or none. A user is known by `Ip` and `SystemTitle` together; one that is there
   * becomes as given: fields left out come from the section again, and former keys serve frames received before.
   *
   * @throws {UsersError} with every problem of every user
   * @throws {UserRegistryError} `users.unknown-device`, `users.busy`
   */
  async importUsers(device: string, users: readonly unknown[]): Promise<ImportResult> {
    const { added, updated, unchanged, warnings } = await this.take(device, users);
    return { added, updated, unchanged, warnings };
  }

  /** As `importUsers`, telling what became of each user. */
  async take(device: string, users: readonly unknown[], note?: Note): Promise<TakenUsers> {
    const receptor = this.receptor(device);
    const parsed = parseUsers(users, receptor, this.#ports.keyReaders);
    const parts = parsed.users.map(partsOf);
    return this.#change(note, async () => {
      const known = await this.#ports.users.related(device, ...attributesOf(parts));
      return this.#planned(receptor, parts, known, parsed.warnings);
    });
  }

  /**
   * Replaces some fields of a user; null takes a field away, so that the section's serves again.
   *
   * @param fields in the API's shape
   * @throws {UsersError} with every problem
   * @throws {UserRegistryError} `users.unknown-device`, `users.unknown-user`, `users.busy`
   */
  async patch(
    device: string,
    id: string,
    fields: Readonly<Record<string, unknown>>,
    note?: Note,
  ): Promise<TakenUsers> {
    const receptor = this.receptor(device);
    const { encryption, keyReaders } = this.#ports;
    return this.#change(note, async () => {
      const row = await this.#find(device, id);
      const user = await patchedUser(row, fields, encryption);
      const { users, warnings } = parseUsers([user], receptor, keyReaders);
      return this.#planned(receptor, users.map(partsOf), [row], warnings);
    });
  }

  /**
   * Lets a user be found or not, and touches nothing else of it.
   *
   * @throws {UserRegistryError} `users.unknown-device`, `users.unknown-user`, `users.busy`
   */
  async setEnabled(
    device: string,
    id: string,
    enabled: boolean,
    note?: Note,
  ): Promise<readonly ChangedUser[]> {
    this.receptor(device);
    const { users } = await this.#change(note, async () => {
      const row = await this.#find(device, id);
      const changes = row.enabled !== enabled;
      const change = { ...NOTHING, updated: changes ? [{ ...row, enabled }] : [] };
      const changed = changedUser(row, changes ? 'updated' : 'unchanged', ['Enabled']);
      return { change, users: [changed] };
    });
    return users;
  }

  /**
   * Deletes every user of some addresses, and those without an address that have some titles.
   *
   * @throws {UsersError} with every address and title that is none
   * @throws {UserRegistryError} `users.unknown-device`, `users.busy`
   */
  async delete(device: string, which: UsersToDelete, note?: Note): Promise<DeletedUsers> {
    const receptor = this.receptor(device);
    const deletion = readDeletion(which);
    return this.#change(note, async () => {
      const { ips, systemTitles } = deletion;
      const known = await this.#ports.users.related(device, ips, systemTitles);
      const found = meantBy(deletion, known);
      const warnings = deletionWarnings(deletion, found, receptor);
      return { ...withoutUsers(found), warnings };
    });
  }

  /** Deletes one user. @throws {UserRegistryError} `users.unknown-device`, `users.unknown-user`, `users.busy` */
  async deleteOne(device: string, id: string, note?: Note): Promise<ChangedUser> {
    this.receptor(device);
    const { users } = await this.#change(note, async () =>
      withoutUsers([await this.#find(device, id)]),
    );
    const [deleted] = users;
    return deleted ?? unknownUser(device);
  }

  /** By what the meters are known that are registered with a serial, in the file or in the store. */
  metersOf(serial: string): Promise<readonly MeterIdentity[]> {
    const { receptors, users } = this.#ports;
    return metersOfSerial(serial, { configuration: { receptors }, users });
  }

  /** A receptor of the configuration. @throws {UserRegistryError} `users.unknown-device` */
  receptor(device: string): Receptor {
    const receptor = this.#ports.receptors.find(({ name }) => name === device);
    if (receptor !== undefined) return receptor;
    const known = this.#ports.receptors.map(({ name }) => name).join(', ');
    throw new UserRegistryError(
      'users.unknown-device',
      `no receptor is named ${JSON.stringify(device)}: there is ${known}`,
    );
  }

  async #planned(
    receptor: Receptor,
    parts: readonly UserParts[],
    known: readonly StoredUserRow[],
    said: ParsedUsers['warnings'],
  ): Promise<ImportPlan & Pick<TakenUsers, 'warnings'>> {
    const plan = await planImport(receptor.name, parts, known, this.#ports.encryption);
    const warnings = [...said.map(userProblemLine), ...warningsOf(receptor, parts, known, plan)];
    return { ...plan, warnings };
  }

  async #find(device: string, id: string): Promise<StoredUserRow> {
    return (await this.#ports.users.find(device, id)) ?? unknownUser(device);
  }

  /** Makes a change, worked out anew when others have changed something meanwhile. */
  async #change<P extends Planned>(
    note: Note | undefined,
    plan: () => Promise<P>,
  ): Promise<Omit<P, 'change'>> {
    const { users, now, changed } = this.#ports;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = await users.version();
      // What is written holds sealed keys: it goes no further than the store.
      const { change: written, ...told } = await plan();
      const touched = told.users.filter(({ change }) => change !== 'unchanged');
      if (touched.length === 0) return told;
      if (!(await users.change(written, version, now(), note?.(touched)))) continue;
      await changed?.();
      return told;
    }
    throw new UserRegistryError('users.busy', 'others keep changing users');
  }
}

/** A change that was worked out, and whom it concerns. */
interface Planned {
  readonly change: UsersChange;
  readonly users: readonly ChangedUser[];
}

const NOTHING: UsersChange = {
  added: [],
  updated: [],
  addedKeys: [],
  retiredKeys: [],
  promotedKeys: [],
  removedKeys: [],
};

function withoutUsers(rows: readonly StoredUserRow[]): Planned {
  return {
    change: { ...NOTHING, removed: rows.map(({ id }) => id) },
    users: rows.map((row) => changedUser(row, 'deleted', [])),
  };
}

function changedUser(
  { id, ip, systemTitle }: Pick<StoredUserRow, 'id' | 'ip' | 'systemTitle'>,
  change: ChangedUser['change'],
  fields: readonly string[],
): ChangedUser {
  return { id, ip, systemTitle, change, fields: change === 'unchanged' ? [] : fields };
}

function unknownUser(device: string): never {
  throw new UserRegistryError('users.unknown-user', `${device} has no user with this id`);
}

function attributesOf(users: readonly UserParts[]): [ips: string[], titles: string[]] {
  return [
    users.flatMap(({ row }) => row.ip ?? []),
    users.flatMap(({ row }) => row.systemTitle ?? []),
  ];
}
