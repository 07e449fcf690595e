import type { Configuration } from '@dlms-telemetry/options';
import type { StoredUser } from './users/stored-user.js';
import { canonicalAddress } from './users/user-shape.js';

/**
 * Addresses behind which there may be several meters: those of several users, and ranges. A new connection from there
 * says nothing of an older one.
 */
export class SharedAddresses {
  readonly #users = new Map<string, StoredUser>();
  /** Enabled users by their address, of each device. */
  readonly #counts = new Map<string, Map<string, number>>();

  /** Takes the users of the file. */
  constructor({ receptors }: Pick<Configuration, 'receptors'>) {
    for (const { name, options } of receptors)
      for (const { Ip, Enabled } of options.Users) if (Enabled) this.#count(name, Ip, 1);
  }

  /** Takes users of the store that are new or have changed. @returns devices whose list is another now */
  update(users: readonly StoredUser[]): string[] {
    const before = new Map<string, string>();
    for (const user of users) {
      const { id, device, ip, enabled } = user;
      if (!before.has(device)) before.set(device, this.of(device).join());
      const former = this.#users.get(id);
      if (former?.enabled === true) this.#count(former.device, former.ip, -1);
      if (enabled) this.#count(device, ip, 1);
      this.#users.set(id, user);
    }
    return [...before].flatMap(([device, list]) =>
      this.of(device).join() === list ? [] : [device],
    );
  }

  /** Addresses and ranges of a device, in no particular order. */
  of(device: string): string[] {
    const counts = this.#counts.get(device) ?? new Map<string, number>();
    return [...counts].flatMap(([ip, users]) => (users > 1 || ip.includes('/') ? [ip] : []));
  }

  #count(device: string, ip: string | undefined, by: 1 | -1): void {
    if (ip === undefined) return;
    const counts = this.#counts.get(device) ?? new Map<string, number>();
    this.#counts.set(device, counts);
    const address = canonicalAddress(ip);
    const users = (counts.get(address) ?? 0) + by;
    if (users > 0) counts.set(address, users);
    else counts.delete(address);
  }
}
