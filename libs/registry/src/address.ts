const MAPPED = /^::ffff:((?:\d{1,3}\.){3}\d{1,3})$/iu;
const GROUPS = 8;

/**
 * One spelling for each address: IPv4 in IPv6 as IPv4, IPv6 in lower case with all groups written out, without its
 * zone. What is no address stays as it is.
 */
export function normalAddress(text: string): string {
  const address = (text.split('%')[0] ?? '').toLowerCase();
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const gap = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  return [...before, ...Array<string>(gap).fill('0'), ...after].join(':');
}

function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [group.replace(/^0+(?=.)/u, '')];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
  });
}

const IPV4_PARTS = 4;

/** The octets of an address in its one spelling, 4 or 16; undefined for what is no address. */
export function addressOctets(address: string): Uint8Array | undefined {
  if (!address.includes(':')) {
    const parts = address.split('.').map(Number);
    return parts.length === IPV4_PARTS && parts.every(isOctet) ? Uint8Array.from(parts) : undefined;
  }
  const groups = address.split(':').map((group) => Number.parseInt(group, 16));
  if (groups.length !== GROUPS || groups.some(Number.isNaN)) return undefined;
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function isOctet(part: number): boolean {
  return Number.isInteger(part) && part >= 0 && part <= 0xff;
}
