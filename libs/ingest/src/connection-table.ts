/** How many connections may be open. 0: no limit. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

interface OfAddress<C> {
  readonly open: Set<C>;
  newest: C | undefined;
}

/** Open connections of a receptor, counted in all and by the address of the meter. */
export class ConnectionTable<C> {
  #limits: ConnectionLimits;
  readonly #byAddress = new Map<string, OfAddress<C>>();
  #open = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Takes other limits; connections that are over them stay open. */
  limit(limits: ConnectionLimits): void {
    this.#limits = limits;
  }

  /** Whether one more would be too many. */
  get full(): boolean {
    const { maxConnections } = this.#limits;
    return maxConnections > 0 && this.#open >= maxConnections;
  }

  /** Takes a place before it is known who connects. The returned function gives it back. */
  take(): () => void {
    this.#open += 1;
    let taken = true;
    return () => {
      if (taken) this.#open -= 1;
      taken = false;
    };
  }

  /** Whether one more of this address would be too many. */
  isFull(address: string): boolean {
    const { maxConnectionsPerAddress: most } = this.#limits;
    return most > 0 && (this.#byAddress.get(address)?.open.size ?? 0) >= most;
  }

  /** Notes whose connection it is. @returns the newest before it of the same address, where that is open */
  add(address: string, connection: C): C | undefined {
    const known = this.#byAddress.get(address);
    if (known === undefined) {
      this.#byAddress.set(address, { open: new Set([connection]), newest: connection });
      return undefined;
    }
    const { newest } = known;
    known.open.add(connection);
    known.newest = connection;
    return newest;
  }

  /** Forgets it. */
  delete(address: string, connection: C): void {
    const known = this.#byAddress.get(address);
    if (known === undefined) return;
    known.open.delete(connection);
    if (known.newest === connection) known.newest = undefined;
    if (known.open.size === 0) this.#byAddress.delete(address);
  }
}
