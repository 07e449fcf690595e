import { toHex, type Keys } from '@dlms-telemetry/dlms';
import {
  Secret,
  type Configuration,
  type ReceptorOptions,
  type SecurityLevel,
  type UserOptions,
} from '@dlms-telemetry/options';
import { normalAddress } from './address.js';
import type { RegistryRefusal } from './errors.js';
import { TitleTable } from './title-table.js';

/** What is known of a frame's sender when its keys are looked up. */
export interface Query {
  /** Section of the receptor. */
  readonly receptor: string;
  /** System title of the APDU; empty where it has none, or is plain. */
  readonly systemTitle: Uint8Array;
  /** Whether the APDU is protected, so that a key is needed. */
  readonly isProtected: boolean;
  readonly remoteAddress: string;
}

/** Somebody who may have sent a frame, with the credentials that open it. Keys stay hidden when it is printed. */
export interface Candidate {
  /** `Serial` of the user, where it has one. */
  readonly serial: string | undefined;
  /** `Label` of the user, where it has one. */
  readonly label: string | undefined;
  /** Whether it is a registered user, or the section's own credentials. */
  readonly isUser: boolean;
  readonly keys: Secret<Keys>;
  /** Serves where the APDU carries no system title. */
  readonly systemTitle: Uint8Array | undefined;
  /** The least protection that is accepted. */
  readonly minimum: Minimum;
}

/** The least protection of an incoming APDU. */
export interface Minimum {
  /** Plain APDUs are refused (`SecureClient`, or a `SecurityLevel`). */
  readonly secured: boolean;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
}

/** More candidates than this are not tried for one frame. */
export const MOST_CANDIDATES = 4;

/** Who a meter is, and with which keys: a table in memory, made from the configuration. */
export interface Registry {
  /**
   * Candidates for a frame, the likeliest first (DESIGN, Keys).
   *
   * @throws {RangeError} when the receptor is not in the configuration
   */
  find(query: Query): readonly Candidate[] | RegistryRefusal;
}

type KeyName = 'BlockCipherKey' | 'AuthenticationKey' | 'BroadcastBlockCipherKey' | 'DedicatedKey';

/** Whether a look-up found nobody. */
export function isRegistryRefusal(
  result: readonly Candidate[] | RegistryRefusal,
): result is RegistryRefusal {
  return 'code' in result;
}

/** A registered user as the look-up sees it. */
interface Entry {
  readonly address: string | undefined;
  /** Hexadecimal; empty where none is registered. */
  readonly title: string;
  readonly candidate: Candidate;
}

/** Users that share an address or a title. */
interface Listed {
  readonly entries: Entry[];
  /** The first of them as a look-up gives it. */
  readonly only: readonly Candidate[];
}

interface Device {
  readonly enableIpLookup: boolean;
  readonly byAddress: ReadonlyMap<string, Listed>;
  readonly byTitle: TitleTable<Listed>;
  readonly section: readonly [Candidate];
}

/** Builds the table from the configuration: users of the file, then the credentials of each section. */
export function createRegistry(configuration: Configuration): Registry {
  const devices = new Map<string, Device>();
  for (const { name, options } of configuration.receptors) devices.set(name, deviceOf(options));
  return {
    find(query) {
      const device = devices.get(query.receptor);
      if (device === undefined) throw new RangeError(`no receptor ${query.receptor}`);
      return device.enableIpLookup ? findByAddress(device, query) : findByTitle(device, query);
    },
  };
}

function deviceOf(options: ReceptorOptions): Device {
  const byAddress = new Map<string, Listed>();
  const byTitle = new TitleTable<Listed>();
  for (const user of options.Users) {
    if (!user.Enabled) continue;
    const entry: Entry = {
      address: user.Ip === undefined ? undefined : normalAddress(user.Ip),
      title: user.SystemTitle === undefined ? '' : toHex(user.SystemTitle),
      candidate: candidateOf(options, user),
    };
    if (entry.address !== undefined) append(byAddress, entry.address, entry);
    if (user.SystemTitle !== undefined) append(byTitle, user.SystemTitle, entry);
  }
  return {
    enableIpLookup: options.EnableIpLookup,
    byAddress,
    byTitle,
    section: [candidateOf(options, undefined)],
  };
}

function append<K>(
  table: { get(key: K): Listed | undefined; set(key: K, listed: Listed): unknown },
  key: K,
  entry: Entry,
): void {
  const same = table.get(key);
  if (same === undefined) table.set(key, { entries: [entry], only: [entry.candidate] });
  else same.entries.push(entry);
}

/** A field that a user lacks comes from the section. */
function candidateOf(section: ReceptorOptions, user: UserOptions | undefined): Candidate {
  const secureClient = user?.SecureClient ?? section.SecureClient;
  const level = user?.SecureClientSecurity ?? section.SecureClientSecurity;
  return {
    serial: user?.Serial,
    label: user?.Label,
    isUser: user !== undefined,
    keys: new Secret(keysOf(section, user)),
    systemTitle: user?.SystemTitle ?? section.SystemTitle,
    minimum: minimumOf(section.SecurityLevel, secureClient ? level : 'None', secureClient),
  };
}

function keysOf(section: ReceptorOptions, user: UserOptions | undefined): Keys {
  const keyOf = (name: KeyName): Uint8Array | undefined =>
    (user?.[name] ?? section[name])?.reveal();
  const blockCipherKey = keyOf('BlockCipherKey');
  const authenticationKey = keyOf('AuthenticationKey');
  const broadcastKey = keyOf('BroadcastBlockCipherKey');
  const dedicatedKey = keyOf('DedicatedKey');
  return {
    ...(blockCipherKey === undefined ? {} : { blockCipherKey }),
    ...(authenticationKey === undefined ? {} : { authenticationKey }),
    ...(broadcastKey === undefined ? {} : { broadcastKey }),
    ...(dedicatedKey === undefined ? {} : { dedicatedKey }),
  };
}

function minimumOf(one: SecurityLevel, other: SecurityLevel, secureClient: boolean): Minimum {
  const levels = [one, other];
  const authenticated = levels.some((level) => level.startsWith('Authentication'));
  const encrypted = levels.some((level) => level.endsWith('Encryption'));
  return { secured: secureClient || authenticated || encrypted, authenticated, encrypted };
}

function findByAddress(device: Device, query: Query): readonly Candidate[] | RegistryRefusal {
  const atAddress = device.byAddress.get(normalAddress(query.remoteAddress));
  if (atAddress?.entries.length === 1) return atAddress.only;
  const title = toHex(query.systemTitle);
  if (atAddress !== undefined)
    return likeliest(atAddress.entries, (entry) => rankByTitle(entry, title));
  const withTitle = device.byTitle.get(query.systemTitle)?.entries ?? [];
  const roaming = withTitle.filter(({ address }) => address === undefined);
  if (roaming.length > 0) return likeliest(roaming, () => 0);
  return {
    code: 'source.unknown-ip',
    message: `No enabled user of this receptor is registered for the address ${query.remoteAddress}${ofTitle(title)}.`,
  };
}

function findByTitle(device: Device, query: Query): readonly Candidate[] | RegistryRefusal {
  const { systemTitle, remoteAddress } = query;
  const hasTitle = systemTitle.length > 0;
  // Without a title on the wire only the address can tell users apart.
  const users = hasTitle ? device.byTitle.get(systemTitle) : atAddressOf(device, remoteAddress);
  if (users?.entries.length === 1) return users.only;
  if (users !== undefined) {
    const address = normalAddress(remoteAddress);
    return likeliest(users.entries, (entry) => (entry.address === address ? 0 : 1));
  }
  const { section } = device;
  if (!query.isProtected || section[0].keys.reveal().blockCipherKey !== undefined || !hasTitle)
    return section;
  return {
    code: 'security.unknown-title',
    message: `No key is known for the system title ${toHex(systemTitle).toUpperCase()}: no enabled user of this receptor has it, and the section has no BlockCipherKey.`,
  };
}

function atAddressOf({ byAddress }: Device, remoteAddress: string): Listed | undefined {
  return byAddress.size === 0 ? undefined : byAddress.get(normalAddress(remoteAddress));
}

function rankByTitle(entry: Entry, title: string): number {
  if (entry.title === title) return 0;
  return entry.title === '' ? 1 : 2;
}

function likeliest(
  entries: readonly Entry[],
  rank: (entry: Entry) => number,
): readonly Candidate[] {
  const sorted = entries.toSorted((a, b) => rank(a) - rank(b));
  return sorted.slice(0, MOST_CANDIDATES).map(({ candidate }) => candidate);
}

function ofTitle(title: string): string {
  return title === ''
    ? ''
    : `, nor one without an address for the system title ${title.toUpperCase()}`;
}
