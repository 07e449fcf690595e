import type { BacklogCause, BacklogRepository } from '@dlms-telemetry/store';

/** At which pace a receptor's backlog of overload leaves; the names are those of its options. */
export interface ReplayPace {
  /** Milliseconds between two runs. */
  readonly handleHistoricRecordInterval: number;
  /** Frames that a run takes. */
  readonly historicRecordBatchingSize: number;
}

/** What waits of one receptor. */
export interface BacklogSummary {
  readonly receptor: string;
  readonly causes: readonly {
    readonly cause: BacklogCause;
    readonly frames: number;
    readonly envelopes: number;
  }[];
  readonly frames: number;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly oldestReceivedAt: number | null;
  /**
   * Seconds after which the last frame leaves at the present settings; what was stored because the broker was away
   * counts as leaving at once. Null: the receptor is not in the configuration, and nothing leaves.
   */
  readonly drainSeconds: number | null;
}

/** What the desk works with. */
export interface BacklogDeskPorts {
  readonly backlog: Pick<BacklogRepository, 'totals'>;
  /** The paces of the receptors in the configuration, by name. */
  readonly paces: ReadonlyMap<string, ReplayPace>;
}

/** Looks at the backlog. */
export class BacklogDesk {
  readonly #ports: BacklogDeskPorts;

  constructor(ports: BacklogDeskPorts) {
    this.#ports = ports;
  }

  /** What waits, an entry for each receptor that has a backlog, by name. */
  async summary(): Promise<readonly BacklogSummary[]> {
    const totals = await this.#ports.backlog.totals();
    const receptors = new Set(totals.map(({ receptor }) => receptor));
    return [...receptors].map((receptor) => {
      const own = totals.filter((total) => total.receptor === receptor);
      const overload = own.find(({ cause }) => cause === 'overload')?.frames ?? 0;
      const pace = this.#ports.paces.get(receptor);
      return {
        receptor,
        causes: own.map(({ cause, frames, envelopes }) => ({ cause, frames, envelopes })),
        frames: own.reduce((sum, { frames }) => sum + frames, 0),
        octets: own.reduce((sum, { octets }) => sum + octets, 0),
        oldestReceivedAt: Math.min(...own.map(({ oldestReceivedAt }) => oldestReceivedAt)),
        drainSeconds: pace === undefined ? null : drainSeconds(overload, pace),
      };
    });
  }
}

function drainSeconds(frames: number, pace: ReplayPace): number {
  const runs = Math.ceil(frames / pace.historicRecordBatchingSize);
  return Math.round((runs * pace.handleHistoricRecordInterval) / 1000);
}
