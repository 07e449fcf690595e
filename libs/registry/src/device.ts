import { fromHex, toHex } from '@dlms-telemetry/dlms';
import type { ReceptorOptions } from '@dlms-telemetry/options';
import { AddressTable, type AtAddress } from './address-table.js';
import { candidateOf, type Candidate } from './candidate.js';
import type { RegistryRefusal } from './errors.js';
import { keySetsOfFile, keySetsOfStored } from './key-sets.js';
import type { Query } from './registry.js';
import { TitleTable } from './title-table.js';
import { UserCandidates, type KeySet } from './user-candidates.js';
import type { StoredUser } from './users/stored-user.js';

/** More candidates than this are not tried for one frame. */
export const MOST_CANDIDATES = 4;

/** A registered user as the look-up sees it. */
interface Entry {
  readonly ip: string | undefined;
  readonly hasAddress: boolean;
  /** Hexadecimal; empty where none is registered. */
  readonly title: string;
  readonly isEnabled: boolean;
  /** Whether it names addresses of the link layer. */
  readonly asksForAddresses: boolean;
  readonly keys: UserCandidates;
}

/** What an entry is made of, whether the file or the store has it. */
interface Registration {
  readonly Ip?: unknown;
  readonly ClientAddress?: unknown;
  readonly ServerAddress?: unknown;
}

/** A user, and how much of its address is the frame's: -1 for another address, 0 for any. */
type Ranked = AtAddress<Entry>;

/** The users of one receptor, and its own credentials. */
export class Device {
  readonly #options: ReceptorOptions;
  readonly #enableIpLookup: boolean;
  readonly #onlyUsers: boolean;
  readonly #byAddress = new AddressTable<Entry>();
  readonly #byTitle = new TitleTable<Entry[]>();
  readonly #stored = new Map<string, Entry>();
  /** Users of the file that have next keys. */
  readonly #promotable = new Set<UserCandidates>();
  /** Users without an address: they may send from anywhere. */
  #roaming = 0;
  /** Users that name addresses of the link layer. */
  #asking = 0;
  readonly #section: readonly [Candidate];

  constructor(options: ReceptorOptions) {
    this.#options = options;
    this.#enableIpLookup = options.EnableIpLookup;
    this.#onlyUsers = options.DeviceAuthorization;
    this.#section = [candidateOf(options, undefined)];
    for (const user of options.Users) {
      const { Enabled: isEnabled, SystemTitle: title } = user;
      const entry = this.#add(user, title, isEnabled, () => keySetsOfFile(options, user));
      const hasNext = user.NextBlockCipherKey ?? user.NextAuthenticationKey;
      if (entry !== undefined && hasNext !== undefined) this.#promotable.add(entry.keys);
    }
  }

  /** Takes a user of the store that is new or has changed. */
  update(user: StoredUser): void {
    const former = this.#stored.get(user.id);
    if (former !== undefined) this.#remove(former);
    this.#stored.delete(user.id);
    if (user.deleted === true) return;
    const title = user.systemTitle === undefined ? undefined : fromHex(user.systemTitle);
    const setsOf = () => keySetsOfStored(this.#options, user);
    const entry = this.#add(user.options, title, user.enabled, setsOf);
    if (entry !== undefined) this.#stored.set(user.id, entry);
  }

  /** As `Registry.proven`. */
  proven(candidate: Candidate, receivedAt: number): void {
    if (candidate.keyState !== 'next' || candidate.match !== undefined) return;
    for (const keys of this.#promotable) keys.promote(candidate, receivedAt);
  }

  /** As `Registry.asksForAddresses`. */
  get asksForAddresses(): boolean {
    return this.#asking > 0 || namesAddresses(this.#options);
  }

  #add(
    registration: Registration,
    title: Uint8Array | undefined,
    isEnabled: boolean,
    setsOf: () => readonly KeySet[],
  ): Entry | undefined {
    // A disabled user is as one that is not there, but where the refusal is to say so.
    if (!isEnabled && !this.#onlyUsers) return undefined;
    const ip = typeof registration.Ip === 'string' ? registration.Ip : undefined;
    const entry: Entry = {
      ip,
      hasAddress: ip !== undefined,
      title: title === undefined ? '' : toHex(title),
      isEnabled,
      asksForAddresses: namesAddresses(registration),
      keys: new UserCandidates(setsOf),
    };
    if (entry.asksForAddresses) this.#asking++;
    if (ip === undefined) this.#roaming++;
    else this.#byAddress.add(ip, entry);
    if (title !== undefined) this.#addTitle(title, entry);
    return entry;
  }

  #addTitle(title: Uint8Array, entry: Entry): void {
    const same = this.#byTitle.get(title);
    if (same === undefined) this.#byTitle.set(title, [entry]);
    else same.push(entry);
  }

  #remove(entry: Entry): void {
    if (entry.asksForAddresses) this.#asking--;
    if (entry.ip === undefined) this.#roaming--;
    else this.#byAddress.remove(entry.ip, entry);
    const title = fromHex(entry.title);
    if (title === undefined || title.length === 0) return;
    const left = this.#byTitle.get(title)?.filter((other) => other !== entry) ?? [];
    this.#byTitle.set(title, left);
  }

  /** Who may have sent a frame, the likeliest first. */
  find(query: Query): readonly Candidate[] | RegistryRefusal {
    return this.#enableIpLookup ? this.#findByAddress(query) : this.#findByTitle(query);
  }

  #findByAddress(query: Query): readonly Candidate[] | RegistryRefusal {
    const atAddress = this.#byAddress.find(query.remoteAddress);
    const [first] = atAddress;
    if (first !== undefined && atAddress.length === 1 && !this.#onlyUsers && this.#roaming === 0)
      return fewest(first.value.keys.at(query.receivedAt));
    const title = toHex(query.systemTitle);
    const roaming = this.#titled(query).filter(({ hasAddress }) => !hasAddress);
    const fitting = byLikelihood(atAddress.filter(({ value }) => agrees(value, title)));
    const differing = atAddress.filter(({ value }) => !agrees(value, title));
    const likely = [...fitting, ...roaming.map(anywhere)];
    if (this.#onlyUsers) return this.#authorised(likely, differing, query);
    const all = [...likely, ...differing];
    return all.length > 0 ? candidatesOf(all, query) : unknownAddress(query);
  }

  #findByTitle(query: Query): readonly Candidate[] | RegistryRefusal {
    const titled = this.#titled(query);
    const [first] = titled;
    if (first !== undefined && titled.length === 1 && !this.#onlyUsers)
      return fewest(first.keys.at(query.receivedAt));
    // Without a title on the wire only the address can tell users apart.
    const looksAtAddress =
      !this.#byAddress.isEmpty &&
      (titled.length > 0 || this.#onlyUsers || query.systemTitle.length === 0);
    const atAddress = looksAtAddress ? this.#byAddress.find(query.remoteAddress) : [];
    const prefixes = new Map(atAddress.map(({ value, prefix }) => [value, prefix]));
    const users = titled.map((value) => ({
      value,
      prefix: prefixes.get(value) ?? (value.hasAddress ? -1 : 0),
    }));
    const title = toHex(query.systemTitle);
    const fitting = atAddress.filter(
      ({ value }) => agrees(value, title) && !titled.includes(value),
    );
    if (this.#onlyUsers) {
      const differing = atAddress.filter(({ value }) => !agrees(value, title));
      return this.#authorised([...byLikelihood(users), ...byLikelihood(fitting)], differing, query);
    }
    if (users.length > 0) return candidatesOf(byLikelihood(users), query);
    if (fitting.length > 0 && title === '') return candidatesOf(byLikelihood(fitting), query);
    return this.#sectionFor(query);
  }

  #titled({ systemTitle }: Query): readonly Entry[] {
    return (systemTitle.length === 0 ? undefined : this.#byTitle.get(systemTitle)) ?? [];
  }

  #sectionFor({ isProtected, systemTitle }: Query): readonly Candidate[] | RegistryRefusal {
    const [section] = this.#section;
    const hasKey = Object.keys(section.keys.reveal()).length > 0;
    if (!isProtected || hasKey || systemTitle.length === 0) return this.#section;
    return unknownTitle(systemTitle, 'the section has no key of its own');
  }

  /** Under DeviceAuthorization: users that agree, unless the one that is meant is disabled. */
  #authorised(
    likely: readonly Ranked[],
    differing: readonly Ranked[],
    query: Query,
  ): readonly Candidate[] | RegistryRefusal {
    const title = toHex(query.systemTitle);
    const meant = likely.filter(({ value }) => title !== '' && value.title === title);
    const [first] = likely;
    if (meant.length > 0 ? !meant.some(isEnabled) : first?.value.isEnabled === false)
      return disabled(query);
    const enabled = likely.filter(isEnabled);
    if (enabled.length > 0) return candidatesOf(enabled, query);
    if (differing.length > 0) return titleDiffers(query);
    return this.#enableIpLookup || title === ''
      ? unknownAddress(query)
      : unknownTitle(query.systemTitle, 'DeviceAuthorization asks for one');
  }
}

function isEnabled({ value }: Ranked): boolean {
  return value.isEnabled;
}

/** Whether the title on the wire may be the user's: it is the same, or one of the two is not known. */
function agrees(entry: Entry, title: string): boolean {
  return title === '' || entry.title === '' || entry.title === title;
}

function anywhere(value: Entry): Ranked {
  return { value, prefix: 0 };
}

/** An address in full before a range, the longer range before the shorter; then who has a title before who has none. */
function byLikelihood(users: readonly Ranked[]): readonly Ranked[] {
  return users.toSorted((a, b) =>
    a.prefix === b.prefix ? rankOf(a.value) - rankOf(b.value) : b.prefix - a.prefix,
  );
}

function rankOf({ title, isEnabled: enabled }: Entry): number {
  return (enabled ? 0 : 2) + (title === '' ? 1 : 0);
}

/** The keys in use of all users, then those that may serve beside them. */
function candidatesOf(users: readonly Ranked[], { receivedAt }: Query): readonly Candidate[] {
  const sets = users.slice(0, MOST_CANDIDATES).map(({ value }) => value.keys.at(receivedAt));
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return fewest(only);
  const candidates = sets.flatMap(([inUse]) => inUse ?? []);
  for (const [, ...others] of sets) candidates.push(...others);
  return fewest(candidates);
}

/** As many as are tried. */
function fewest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.length > MOST_CANDIDATES ? candidates.slice(0, MOST_CANDIDATES) : candidates;
}

const ANY = -1;

function namesAddresses({ ClientAddress: client, ServerAddress: server }: Registration): boolean {
  return (client ?? ANY) !== ANY || (server ?? ANY) !== ANY;
}

function unknownAddress({ remoteAddress, systemTitle }: Query): RegistryRefusal {
  const title =
    systemTitle.length === 0
      ? ''
      : `, nor one without an address for the system title ${named(systemTitle)}`;
  return {
    code: 'source.unknown-ip',
    message: `No enabled user of this receptor is registered for the address ${remoteAddress}${title}.`,
  };
}

function unknownTitle(systemTitle: Uint8Array, why: string): RegistryRefusal {
  return {
    code: 'security.unknown-title',
    message: `No key is known for the system title ${named(systemTitle)}: no enabled user of this receptor has it, and ${why}.`,
  };
}

function disabled({ remoteAddress }: Query): RegistryRefusal {
  return {
    code: 'source.disabled',
    message: `The user that is registered for this meter at ${remoteAddress} is disabled.`,
  };
}

function titleDiffers({ remoteAddress, systemTitle }: Query): RegistryRefusal {
  return {
    code: 'source.title-differs',
    message: `The system title ${named(systemTitle)} is not the one that is registered for the address ${remoteAddress}.`,
  };
}

function named(systemTitle: Uint8Array): string {
  return toHex(systemTitle).toUpperCase();
}
