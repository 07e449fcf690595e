import type { ReceptorOptions } from '@dlms-telemetry/options';
import { AddressTable } from '../address-table.js';
import { canonicalAddress } from '../users/user-shape.js';
import type { AddressList } from './address-list.js';

/** What of a receptor's options tells who may send: no key among it. */
export type SenderOptions = Pick<ReceptorOptions, 'EnableIpLookup' | 'DeviceAuthorization'> & {
  readonly Users: readonly Pick<ReceptorOptions['Users'][number], 'Ip' | 'Enabled'>[];
};

/** From where users of one device send: those of the file, and those of the store. */
export class DeviceSenders {
  readonly #options: SenderOptions;
  readonly #registered = new AddressTable<true>();
  /** Enabled users by their address. */
  readonly #enabled = new Map<string, number>();
  /** Users who may send from anywhere. */
  #anywhere = 0;

  /** @param list users of the store */
  constructor(options: SenderOptions, { addresses, anywhere }: AddressList) {
    this.#options = options;
    for (const { Ip, Enabled } of options.Users)
      this.#add(Ip === undefined ? '' : canonicalAddress(Ip), Enabled ? 1 : 0, Enabled ? 0 : 1);
    for (const [ip, enabled, disabled] of addresses) this.#add(ip, enabled, disabled);
    this.#add('', ...anywhere);
  }

  /** Addresses and ranges behind which there may be several meters, in no particular order. */
  get shared(): string[] {
    return [...this.#enabled].flatMap(([ip, users]) => (users > 1 || ip.includes('/') ? [ip] : []));
  }

  /**
   * Whether nobody can be meant who sends from an address: all users have addresses, and none has this one. Where it
   * is not the address that tells users apart, the answer is no.
   */
  isUnknown(remoteAddress: string): boolean {
    if (!this.#options.EnableIpLookup || this.#anywhere > 0) return false;
    return this.#registered.find(remoteAddress).length === 0;
  }

  #add(ip: string, enabled: number, disabled: number): void {
    // A disabled user is as one that is not there, but where the refusal is to say so.
    const users = this.#options.DeviceAuthorization ? enabled + disabled : enabled;
    if (users === 0) return;
    if (ip === '') {
      this.#anywhere += users;
      return;
    }
    this.#registered.add(ip, true);
    if (enabled > 0) this.#enabled.set(ip, (this.#enabled.get(ip) ?? 0) + enabled);
  }
}
