import { SocketAddress } from 'node:net';
import { toHex } from '@dlms-telemetry/dlms';
import { Secret, secretUserOptions, type UserOptions } from '@dlms-telemetry/options';
import type { UserRow } from '@dlms-telemetry/store';
import { normalAddress } from '../address.js';

/** A user of an import, taken apart as the store keeps it. */
export interface UserParts {
  readonly row: Omit<UserRow, 'id' | 'device'>;
  /** By the names of their options, as an operator writes them; what comes next stands apart. */
  readonly active: ReadonlyMap<string, string>;
  readonly next: ReadonlyMap<string, string>;
}

const NEXT = 'Next';
const APART = new Set(['Ip', 'SystemTitle', 'Serial', 'Label', 'Enabled', ...secretUserOptions]);

/** Takes a checked user apart: what is secret, and what is not. */
export function partsOf(user: UserOptions): UserParts {
  const active = new Map<string, string>();
  const next = new Map<string, string>();
  for (const name of secretUserOptions) {
    const secret = user[name];
    if (!(secret instanceof Secret)) continue;
    const value = writable(secret.reveal());
    if (name.startsWith(NEXT)) next.set(name.slice(NEXT.length), value);
    else active.set(name, value);
  }
  const options = Object.entries(user).filter(
    ([name, value]) => !APART.has(name) && value !== undefined,
  );
  return {
    row: {
      ip: user.Ip === undefined ? null : canonicalAddress(user.Ip),
      systemTitle: user.SystemTitle === undefined ? null : writable(user.SystemTitle),
      serial: user.Serial ?? null,
      label: user.Label ?? null,
      enabled: user.Enabled,
      options: Object.fromEntries(
        options.map(([name, value]) => [
          name,
          value instanceof Uint8Array ? writable(value) : value,
        ]),
      ),
    },
    active,
    next,
  };
}

function writable(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : toHex(value).toUpperCase();
}

/** One spelling for an address or a range, the short one of RFC 5952: users are known by it. */
export function canonicalAddress(ip: string): string {
  const [address = '', bits] = ip.split('/');
  const normal = normalAddress(address);
  // A mapped range counts its bits as IPv6 does.
  if (bits !== undefined && !normal.includes(':') && address.includes(':')) return ip.toLowerCase();
  const family = normal.includes(':') ? 'ipv6' : 'ipv4';
  const short = new SocketAddress({ address: normal, family }).address;
  return bits === undefined ? short : `${short}/${bits}`;
}

/** Users are known by address and title together. */
export function pairOf({ ip, systemTitle }: Pick<UserRow, 'ip' | 'systemTitle'>): string {
  return `${ip ?? ''} ${systemTitle ?? ''}`;
}
