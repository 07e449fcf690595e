import type { StoredUser } from '../users/stored-user.js';

/**
 * From where the users of the store send, of one device: all of the registry that a process without keys knows. It
 * lies where no key may lie.
 */
export interface AddressList {
  /** Addresses and ranges in one spelling, each with its users that are enabled and that are not. */
  readonly addresses: readonly AtAddressCount[];
  /** Users without an address: enabled ones, disabled ones. */
  readonly anywhere: readonly [enabled: number, disabled: number];
}

/** An address with its users. */
export type AtAddressCount = readonly [ip: string, enabled: number, disabled: number];

/** The list of each device that has users. */
export function addressLists(users: Iterable<StoredUser>): Map<string, AddressList> {
  const counts = new Map<string, Map<string, [enabled: number, disabled: number]>>();
  for (const { device, ip = '', enabled } of users) {
    const ofDevice = counts.get(device) ?? new Map<string, [number, number]>();
    counts.set(device, ofDevice);
    const count = ofDevice.get(ip) ?? [0, 0];
    ofDevice.set(ip, count);
    count[enabled ? 0 : 1]++;
  }
  const lists = new Map<string, AddressList>();
  for (const [device, ofDevice] of counts) {
    const anywhere = ofDevice.get('') ?? NOBODY;
    ofDevice.delete('');
    // In one order: who publishes the same list writes the same text.
    const addresses = [...ofDevice].map(([ip, [on, off]]): AtAddressCount => [ip, on, off]);
    addresses.sort(([a], [b]) => (a < b ? -1 : 1));
    lists.set(device, { addresses, anywhere });
  }
  return lists;
}

const NOBODY: readonly [enabled: number, disabled: number] = [0, 0];

/** The list of a device that has no users. */
export const NO_ADDRESSES: AddressList = { addresses: [], anywhere: NOBODY };

/** First of a written list: a reader that knows another format passes it over. */
const FORMAT = 1;

/** As it is published. */
export function writeAddressList({ addresses, anywhere }: AddressList): string {
  return JSON.stringify([FORMAT, anywhere, addresses]);
}

/** What was published; undefined where it is written in a way that is not known. */
export function readAddressList(text: string): AddressList | undefined {
  const parsed: unknown = parse(text);
  if (!Array.isArray(parsed)) return undefined;
  const [format, anywhere, addresses] = parsed as unknown[];
  if (format !== FORMAT || !isPair(anywhere) || !Array.isArray(addresses)) return undefined;
  return addresses.every(isAtAddress) ? { addresses, anywhere } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCount);
}

function isAtAddress(value: unknown): value is AtAddressCount {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    typeof value[0] === 'string' &&
    value.slice(1).every(isCount)
  );
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
