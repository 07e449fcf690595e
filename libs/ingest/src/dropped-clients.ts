import type { IngestClock } from './ports.js';

/** How connections of meters that have gone are found: `DroppedClientDetection`. */
export type DroppedClientDetection =
  'Auto' | 'ReadTimeout' | 'SendPingMessage' | 'DisconnectOtherConnections' | 'NoDataTimeout';

/** What an operator sets of it. The names are those of the options. */
export interface DroppedClientOptions {
  readonly droppedClientDetection: readonly DroppedClientDetection[];
  readonly droppedClientTimeoutSecs: number;
  /** Milliseconds; 0 disables. */
  readonly noDataTimeout: number;
}

/** The same in times and yes or no; undefined and false where a way is not asked for. */
export interface DroppedClientRules {
  /** Milliseconds after connecting without an octet. */
  readonly noDataMs: number | undefined;
  /** Milliseconds without an octet, at any time. */
  readonly silenceMs: number | undefined;
  /** Milliseconds of silence after which TCP probes whether the other side is still there. */
  readonly probeAfterMs: number | undefined;
  /** A new connection of an address closes the older ones. */
  readonly oneAnAddress: boolean;
}

const MS_PER_SECOND = 1000;
/** After probing has begun, an answer has time for the other half of `DroppedClientTimeoutSecs`. */
const PROBES_WITHIN = 2;

/** Reads the options. */
export function droppedClientRules(options: DroppedClientOptions): DroppedClientRules {
  const asked = new Set(options.droppedClientDetection);
  const silenceMs = options.droppedClientTimeoutSecs * MS_PER_SECOND;
  const auto = asked.has('Auto');
  const noData = asked.has('NoDataTimeout') && options.noDataTimeout > 0;
  return {
    noDataMs: noData ? options.noDataTimeout : undefined,
    silenceMs: auto || asked.has('ReadTimeout') ? silenceMs : undefined,
    probeAfterMs:
      auto || asked.has('SendPingMessage') ? Math.floor(silenceMs / PROBES_WITHIN) : undefined,
    oneAnAddress: asked.has('DisconnectOtherConnections'),
  };
}

/** Why the watch gives a connection up. */
export type Silence = 'no-data' | 'read-timeout' | 'replaced';

/**
 * A replaced connection closes once it has been silent that long: what its meter had sent before it dialled again is
 * read first.
 */
const SILENCE_BEFORE_REPLACED_MS = 1000;

/** What a watch is given. */
export interface SilenceWatchPorts {
  readonly clock: IngestClock;
  /** Nothing is half received, and all that was received is accepted. */
  readonly settled: () => boolean;
  /** The connection is to be closed. Called once at most. */
  readonly gone: (reason: Silence) => void;
}

/** Watches one connection for silence, with one timer that an octet does not touch. */
export class SilenceWatch {
  readonly #rules: DroppedClientRules;
  readonly #ports: SilenceWatchPorts;
  readonly #connectedAt: number;
  #heardAt: number;
  #heard = false;
  #held = false;
  #replaced = false;
  #cancel: (() => void) | undefined;
  #timerAt = Infinity;
  #ended = false;

  constructor(rules: DroppedClientRules, ports: SilenceWatchPorts) {
    this.#rules = rules;
    this.#ports = ports;
    this.#connectedAt = ports.clock.now();
    this.#heardAt = this.#connectedAt;
    this.#arm();
  }

  /** An octet came or went. */
  heard(): void {
    this.#heard = true;
    this.#heardAt = this.#ports.clock.now();
  }

  /** Silence is ours from here on: the connection is not read. */
  hold(): void {
    this.#held = true;
  }

  /** The connection is read again. */
  release(): void {
    this.#held = false;
    this.#heardAt = this.#ports.clock.now();
  }

  /** A newer connection stands for the same meter. */
  replace(): void {
    this.#replaced = true;
    this.#arm();
  }

  /** The connection has closed. */
  end(): void {
    this.#ended = true;
    this.#cancel?.();
  }

  /** When to look again, and what it means if nothing is heard until then. */
  #next(): { readonly at: number; readonly reason: Silence } | undefined {
    const { noDataMs, silenceMs } = this.#rules;
    const ends: { readonly at: number; readonly reason: Silence }[] = [];
    if (this.#replaced)
      ends.push({ at: this.#heardAt + SILENCE_BEFORE_REPLACED_MS, reason: 'replaced' });
    if (noDataMs !== undefined && !this.#heard)
      ends.push({ at: this.#connectedAt + noDataMs, reason: 'no-data' });
    if (silenceMs !== undefined)
      ends.push({ at: this.#heardAt + silenceMs, reason: 'read-timeout' });
    return ends.toSorted((a, b) => a.at - b.at)[0];
  }

  #arm(): void {
    const next = this.#next();
    if (this.#ended || next === undefined || next.at >= this.#timerAt) return;
    this.#cancel?.();
    this.#wait(next.at);
  }

  #wait(at: number): void {
    const { clock } = this.#ports;
    this.#timerAt = at;
    this.#cancel = clock.setTimer(Math.max(at - clock.now(), 0), () => {
      this.#cancel = undefined;
      this.#timerAt = Infinity;
      this.#look();
    });
  }

  #look(): void {
    const now = this.#ports.clock.now();
    if (this.#held) this.#heardAt = now;
    const next = this.#next();
    if (this.#ended || next === undefined) return;
    if (now < next.at) this.#arm();
    else if (next.reason === 'replaced' && !this.#ports.settled())
      this.#wait(now + SILENCE_BEFORE_REPLACED_MS);
    else {
      this.#ended = true;
      this.#ports.gone(next.reason);
    }
  }
}
