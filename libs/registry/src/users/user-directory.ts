import type { UsersRepository } from '@dlms-telemetry/store';
import type { RegistryEvents } from '../events.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import type { StoredUser } from './stored-user.js';
import { unsealUsers, type UnreadableUser } from './unseal-users.js';

/** What the directory works with. */
export interface UserDirectoryPorts {
  readonly users: Pick<UsersRepository, 'version' | 'changedAfter' | 'deletedAfter' | 'promote'>;
  readonly encryption: KeyEncryption;
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** @returns what takes the timer back */
    setTimer(ms: number, callback: () => void): () => void;
  };
  readonly events: RegistryEvents;
  /**
   * The registry's version as another process has published it; undefined where nobody has. Then the store is asked
   * only for what is new, and every five seconds. Rejects while it is away: the store is asked each second.
   */
  readonly announced?: () => Promise<number | undefined>;
}

/** Told of users that are new or have changed. */
export type UsersListener = (changed: readonly StoredUser[]) => void;

/** How often the version of the registry is compared. */
const CHECK_MS = 1_000;
/** How often the store is asked all the same, when its version is announced elsewhere. */
const STORE_MS = 5_000;

/**
 * The users of the store, opened, as one process knows them: loaded at the start, then whatever has changed, within a
 * second. While the store is away, what was known stays.
 */
export class UserDirectory {
  readonly #ports: UserDirectoryPorts;
  readonly #users = new Map<string, StoredUser>();
  readonly #listeners = new Set<UsersListener>();
  readonly #promoting = new Map<string, Promise<void>>();
  #version = -1;
  #checkedAt = -Infinity;
  #storeAskedAt = -Infinity;
  #checking: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #looking: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  constructor(ports: UserDirectoryPorts) {
    this.#ports = ports;
  }

  /**
   * Loads all users and begins to look for changes.
   *
   * @throws {KeyRingError} `key-ring.unknown-key`: with a key-encryption key missing, users would be refused that are
   *   registered
   * @throws {StoreError} when the store cannot be read
   */
  async start(): Promise<void> {
    const unreadable = await this.#load();
    const unknown = unreadable.find(({ error }) => error.code === 'key-ring.unknown-key');
    if (unknown !== undefined) throw unknown.error;
    this.#wait();
  }

  /** Looks for changes no more; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await Promise.all(this.#promoting.values());
    await this.settled();
  }

  /** Of the registry, as it is known now. */
  get version(): number {
    return this.#version;
  }

  /** When it was last known to be up to date, in milliseconds since 1970; -Infinity before the first time. */
  get checkedAt(): number {
    return this.#checkedAt;
  }

  /** All users as they are known now. */
  get users(): readonly StoredUser[] {
    return [...this.#users.values()];
  }

  /** Tells of users that are new or have changed from now on. @returns what ends it */
  onUsers(listener: UsersListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks for changes now; resolves when all that was changed before the call is known. Never rejects. */
  check(): Promise<void> {
    if (this.#checking === undefined) return this.#begin();
    // One that is running may have read the version before the change; one more serves all who ask meanwhile.
    this.#following ??= this.#checking.then(() => {
      this.#following = undefined;
      return this.#begin();
    });
    return this.#following;
  }

  #begin(): Promise<void> {
    this.#checking = this.#load()
      .then(
        () => undefined,
        (error: unknown) => {
          this.#ports.events.usersUnavailable({ error });
        },
      )
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  /** Told that a user's next keys have opened a frame: they become the active ones. Never rejects. */
  async promote(userId: string): Promise<void> {
    let promoting = this.#promoting.get(userId);
    if (promoting === undefined) {
      promoting = this.#promote(userId).finally(() => this.#promoting.delete(userId));
      this.#promoting.set(userId, promoting);
    }
    await promoting;
  }

  async #promote(userId: string): Promise<void> {
    const { users, clock, events } = this.#ports;
    try {
      if (await users.promote(userId, clock.now())) events.keysPromoted({ userId });
    } catch (error) {
      events.promotionFailed({ userId, error });
      return;
    }
    await this.check();
  }

  /** Resolves when what was begun has ended. */
  async settled(): Promise<void> {
    await this.#looking;
    await this.#checking;
    await this.#following;
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#ports.clock.setTimer(CHECK_MS, () => {
      this.#looking = this.#look().then(() => {
        this.#wait();
      });
    });
  }

  async #look(): Promise<void> {
    const { announced, clock } = this.#ports;
    const now = clock.now();
    if (announced !== undefined && now - this.#storeAskedAt < STORE_MS) {
      const version = await announced().catch(() => undefined);
      if (version === this.#version) {
        this.#checkedAt = now;
        return;
      }
    }
    await this.check();
  }

  async #load(): Promise<readonly UnreadableUser[]> {
    const { users, encryption, events } = this.#ports;
    // Read first: what is changed meanwhile comes once more with the next check.
    const askedAt = this.#ports.clock.now();
    const version = await users.version();
    this.#storeAskedAt = askedAt;
    if (version === this.#version) {
      this.#checkedAt = askedAt;
      return [];
    }
    const rows = await users.changedAfter(this.#version);
    const { users: changed, unreadable } = await unsealUsers(rows, encryption);
    const disabled: StoredUser[] = [];
    for (const user of unreadable) {
      const { userId, device, error } = user;
      events.userUnreadable({ userId, device, code: error.code, error });
      // A key that is not loaded may yet be; what was tampered with must not serve on.
      if (error.code === 'key-ring.tampered') disabled.push(...this.#without(userId));
    }
    const told = [...changed, ...disabled, ...(await this.#deleted())];
    for (const user of told) {
      if (user.deleted === true) this.#users.delete(user.id);
      else this.#users.set(user.id, user);
    }
    this.#version = version;
    this.#checkedAt = askedAt;
    if (told.length === 0) return unreadable;
    events.usersLoaded({ users: told.length, version });
    for (const listener of this.#listeners) listener(told);
    return unreadable;
  }

  /** Users that were known and are there no more. */
  async #deleted(): Promise<StoredUser[]> {
    if (this.#version < 0) return [];
    const rows = await this.#ports.users.deletedAfter(this.#version);
    return rows.map(({ id, device, ip, systemTitle }) => ({
      id,
      device,
      ip: ip ?? undefined,
      systemTitle: systemTitle ?? undefined,
      enabled: false,
      deleted: true,
      options: {},
      keys: [],
    }));
  }

  #without(userId: string): StoredUser[] {
    const known = this.#users.get(userId);
    return known === undefined ? [] : [{ ...known, enabled: false, keys: [] }];
  }
}
