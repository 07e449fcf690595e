import { addressOctets, normalAddress } from './address.js';

const OCTET_BITS = 8;
/** In front of an IPv4 address that is written as IPv6. */
const MAPPED_BITS = 96;
const IPV4_OCTETS = 4;

/** What is known at an address, and by how much of it. */
export interface AtAddress<T> {
  readonly value: T;
  /** Bits of the address that were compared; infinite for an address in full. */
  readonly prefix: number;
}

/** Ranges of one length. */
interface Ranges<T> {
  readonly prefix: number;
  readonly byNetwork: Map<string, AtAddress<T>[]>;
}

/** Where in the tables an address or a range stands. */
interface Place<T> {
  readonly table: Map<string, AtAddress<T>[]>;
  readonly key: string;
  readonly prefix: number;
}

/** What is known by addresses and by ranges of them (CIDR). */
export class AddressTable<T> {
  readonly #exact = new Map<string, AtAddress<T>[]>();
  /** The longest prefix first. */
  readonly #ranges: Ranges<T>[] = [];

  get isEmpty(): boolean {
    return this.#exact.size === 0 && this.#ranges.length === 0;
  }

  /** @param ip an address, or a range such as `10.0.0.0/8` or `2001:db8::/32` */
  add(ip: string, value: T): void {
    const { table, key, prefix } = this.#placeOf(ip);
    append(table, key, { value, prefix });
  }

  /** Takes back what was added. */
  remove(ip: string, value: T): void {
    const { table, key } = this.#placeOf(ip);
    const left = table.get(key)?.filter((at) => at.value !== value) ?? [];
    if (left.length > 0) table.set(key, left);
    else table.delete(key);
  }

  #placeOf(ip: string): Place<T> {
    const [address = '', bits] = ip.split('/');
    const normal = normalAddress(address);
    if (bits === undefined) return { table: this.#exact, key: normal, prefix: Infinity };
    const octets = addressOctets(normal) ?? new Uint8Array();
    const isMapped = octets.length === IPV4_OCTETS && address.includes(':');
    const prefix = isMapped ? Math.max(0, Number(bits) - MAPPED_BITS) : Number(bits);
    return { table: this.#rangesOf(prefix), key: networkOf(octets, prefix), prefix };
  }

  /** All that is known at an address: in full, then by the longest range. */
  find(remoteAddress: string): readonly AtAddress<T>[] {
    const address = normalAddress(remoteAddress);
    const exact = this.#exact.get(address) ?? NOTHING;
    if (this.#ranges.length === 0) return exact;
    const octets = addressOctets(address);
    if (octets === undefined) return exact;
    const found = [...exact];
    for (const { prefix, byNetwork } of this.#ranges) {
      if (prefix > octets.length * OCTET_BITS) continue;
      found.push(...(byNetwork.get(networkOf(octets, prefix)) ?? NOTHING));
    }
    return found;
  }

  #rangesOf(prefix: number): Map<string, AtAddress<T>[]> {
    const known = this.#ranges.find((ranges) => ranges.prefix === prefix);
    if (known !== undefined) return known.byNetwork;
    const ranges = { prefix, byNetwork: new Map<string, AtAddress<T>[]>() };
    this.#ranges.push(ranges);
    this.#ranges.sort((a, b) => b.prefix - a.prefix);
    return ranges.byNetwork;
  }
}

const NOTHING: readonly never[] = [];

function append<T>(table: Map<string, T[]>, key: string, value: T): void {
  const same = table.get(key);
  if (same === undefined) table.set(key, [value]);
  else same.push(value);
}

/** The octets of an address with all bits behind the prefix cleared; of IPv4 and IPv6 they differ in number. */
function networkOf(octets: Uint8Array, prefix: number): string {
  const network = octets.map((octet, at) => {
    const kept = Math.min(OCTET_BITS, Math.max(0, prefix - at * OCTET_BITS));
    return octet & (0xff << (OCTET_BITS - kept));
  });
  return network.join('.');
}
