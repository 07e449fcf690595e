import type { RegistryEvents } from '../events.js';
import { NO_ADDRESSES, readAddressList, type AddressList } from './address-list.js';
import { DeviceSenders, type SenderOptions } from './device-senders.js';

/** Where lists of addresses are read (`RedisAddresses`). Its methods reject while it is away. */
export interface AddressSource {
  /** The registry's version, and for each device the version with which its list changed. */
  versions(devices: readonly string[]): Promise<{
    readonly version: number | undefined;
    readonly changed: readonly (number | undefined)[];
  }>;
  /** The lists of devices. */
  lists(devices: readonly string[]): Promise<readonly (string | undefined)[]>;
}

/** What knowing addresses works with. */
export interface SenderAddressesPorts {
  readonly source: AddressSource;
  /** Told that the registry may have changed. */
  readonly hints: { onHint(listener: () => void): () => void };
  readonly clock: { setTimer(ms: number, callback: () => void): () => void };
  readonly events: Pick<RegistryEvents, 'addressesTaken' | 'addressesUnavailable'>;
}

/** A receptor as far as it tells who may send. */
export interface SenderDevice {
  readonly name: string;
  readonly options: SenderOptions;
}

/** What is known of a device. */
interface Known {
  readonly options: SenderOptions;
  readonly senders: DeviceSenders;
  /** With which version its list became what it is; undefined before the first list. */
  readonly changed: number | undefined;
  readonly list: AddressList | undefined;
}

const CHECK_MS = 1_000;

/**
 * From where meters may send, as a gateway knows it: it has no key and no way to the registry, and reads what others
 * publish, each second and when it is told to. When it cannot, it goes on with what it knew; before it knew anything it
 * judges nobody.
 */
export class SenderAddresses {
  readonly #ports: SenderAddressesPorts;
  readonly #devices = new Map<string, Known>();
  readonly #listeners = new Set<(device: string) => void>();
  #isAway = false;
  #checking: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #endHints: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  constructor(ports: SenderAddressesPorts, devices: readonly SenderDevice[]) {
    this.#ports = ports;
    this.configure(devices);
  }

  /** Resolves after the first attempt to read, successful or not. */
  async start(): Promise<void> {
    this.#endHints = this.#ports.hints.onHint(() => void this.check());
    await this.check();
    this.#wait();
  }

  /** Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endHints?.();
    this.#cancelTimer?.();
    await this.#checking;
    await this.#following;
  }

  /** Takes other options of the devices: the users of the file are among them. Those that are not named are forgotten. */
  configure(devices: readonly SenderDevice[]): void {
    const names = new Set(devices.map(({ name }) => name));
    for (const name of this.#devices.keys()) if (!names.has(name)) this.#devices.delete(name);
    for (const { name, options } of devices) {
      const { list, changed } = this.#devices.get(name) ?? {};
      const senders = new DeviceSenders(options, list ?? NO_ADDRESSES);
      this.#devices.set(name, { options, senders, list, changed });
    }
  }

  /** Told of each device whose addresses are others. @returns what ends it */
  onChange(listener: (device: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Addresses and ranges of a device behind which there may be several meters. */
  sharedOf(device: string): readonly string[] {
    return this.#devices.get(device)?.senders.shared ?? [];
  }

  /**
   * Whether what comes from an address can be refused as `source.unknown-ip` without looking at it: no user of the
   * device has that address, none is without one, and the list of users is known.
   */
  isUnknown(device: string, remoteAddress: string): boolean {
    const known = this.#devices.get(device);
    return known?.list !== undefined && known.senders.isUnknown(remoteAddress);
  }

  /** Reads what has changed; resolves when all that was published before the call is known. Never rejects. */
  check(): Promise<void> {
    if (this.#checking === undefined) return this.#begin();
    this.#following ??= this.#checking.then(() => {
      this.#following = undefined;
      return this.#begin();
    });
    return this.#following;
  }

  #begin(): Promise<void> {
    this.#checking = this.#read().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #read(): Promise<void> {
    const { source, events } = this.#ports;
    try {
      const names = [...this.#devices.keys()];
      const { version, changed } = await source.versions(names);
      this.#isAway = false;
      // Nobody has published since it was emptied: what was known still holds.
      if (version === undefined) return;
      const stale = names.flatMap((name, index) => {
        const at = changed[index];
        return at === undefined || at === this.#devices.get(name)?.changed ? [] : [{ name, at }];
      });
      if (stale.length === 0) return;
      const lists = await source.lists(stale.map(({ name }) => name));
      for (const [index, { name, at }] of stale.entries()) this.#take(name, at, lists[index]);
      events.addressesTaken({ version, devices: stale.length });
    } catch (error) {
      if (!this.#isAway) events.addressesUnavailable({ error });
      this.#isAway = true;
    }
  }

  #take(device: string, changed: number, text: string | undefined): void {
    const known = this.#devices.get(device);
    const list = text === undefined ? undefined : readAddressList(text);
    if (known === undefined || list === undefined) return;
    const senders = new DeviceSenders(known.options, list);
    this.#devices.set(device, { ...known, senders, changed, list });
    for (const listener of this.#listeners) listener(device);
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#ports.clock.setTimer(CHECK_MS, () => {
      void this.check().then(() => {
        this.#wait();
      });
    });
  }
}
