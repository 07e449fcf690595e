/** How many connections may be open. 0: no limit. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** Open connections of a receptor, counted in all and by the address of the meter. */
export class ConnectionTable<C> {
  readonly #limits: ConnectionLimits;
  readonly #byAddress = new Map<string, Set<C>>();
  #open = 0;

  constructor(limits: ConnectionLimits) {
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
    return most > 0 && (this.#byAddress.get(address)?.size ?? 0) >= most;
  }

  /** Notes whose connection it is. @returns the others of the same address */
  add(address: string, connection: C): readonly C[] {
    const known = this.#byAddress.get(address);
    if (known === undefined) {
      this.#byAddress.set(address, new Set([connection]));
      return [];
    }
    const others = [...known];
    known.add(connection);
    return others;
  }

  /** Forgets it. */
  delete(address: string, connection: C): void {
    const known = this.#byAddress.get(address);
    if (known?.delete(connection) === true && known.size === 0) this.#byAddress.delete(address);
  }
}
