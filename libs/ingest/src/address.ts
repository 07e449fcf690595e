import { BlockList, isIP } from 'node:net';

const IPV4_IN_IPV6 = '::ffff:';

/** An IPv4 address as people write it, also where the socket is dual-stack. */
export function plainAddress(address: string): string {
  return address.startsWith(IPV4_IN_IPV6) && address.includes('.')
    ? address.slice(IPV4_IN_IPV6.length)
    : address;
}

/** What `plainAddress` was made of, for a socket of this family: one of IPv6 may serve both. */
export function socketAddress(address: string, family: string): string {
  return family === 'IPv6' && isIP(address) === 4 ? `${IPV4_IN_IPV6}${address}` : address;
}

/** Addresses and ranges in CIDR notation, IPv4 and IPv6. */
export class AddressList {
  readonly #list = new BlockList();

  /** @param entries addresses and ranges; what is neither matches nothing */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.trim().split('/');
      const version = isIP(address);
      if (version === 0) continue;
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (prefix === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(prefix), family);
    }
  }

  /** Whether an address is in the list. */
  has(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  }
}
