import { fromHex, toHex } from '@dlms-telemetry/dlms';
import type { Configuration } from '@dlms-telemetry/options';
import { AddressTable } from './address-table.js';
import type { StoredUser } from './users/stored-user.js';

/** What tells whose octets they are. */
export interface Sender {
  readonly receptor: string;
  readonly remoteAddress: string;
  /** Hex; left out where the octets named none. */
  readonly systemTitle?: string | undefined;
}

/** Which addresses and system titles are registered: what comes from there, or names one, belongs to a known meter. */
export class KnownMeters {
  readonly #devices = new Map<
    string,
    { readonly addresses: AddressTable<true>; readonly titles: Set<string> }
  >();

  /** Ids of users of the store that are in: what one is registered by never changes. */
  readonly #stored = new Set<string>();

  /** Takes the users of the file. */
  constructor(configuration: Configuration) {
    for (const { name, options } of configuration.receptors)
      for (const { Ip, SystemTitle } of options.Users) this.add(name, Ip, SystemTitle);
  }

  /** Takes a registered user. @param ip address or range */
  add(receptor: string, ip: string | undefined, systemTitle: Uint8Array | undefined): void {
    const device = this.#devices.get(receptor) ?? {
      addresses: new AddressTable<true>(),
      titles: new Set<string>(),
    };
    this.#devices.set(receptor, device);
    if (ip !== undefined) device.addresses.add(ip, true);
    if (systemTitle !== undefined) device.titles.add(toHex(systemTitle));
  }

  /** Takes users of the store. */
  update(users: readonly StoredUser[]): void {
    for (const { id, device, ip, systemTitle } of users) {
      if (this.#stored.has(id)) continue;
      this.#stored.add(id);
      this.add(device, ip, systemTitle === undefined ? undefined : fromHex(systemTitle));
    }
  }

  /** Whether octets belong to a meter that is registered, enabled or not. */
  has({ receptor, remoteAddress, systemTitle }: Sender): boolean {
    const device = this.#devices.get(receptor);
    if (device === undefined) return false;
    if (systemTitle !== undefined && device.titles.has(systemTitle.toLowerCase())) return true;
    return device.addresses.find(remoteAddress).length > 0;
  }
}
