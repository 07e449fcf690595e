import type { BacklogCause } from '@dlms-telemetry/store';
import { ReceptorReplay, type ReplayPorts, type ReplayReceptor } from './receptor-replay.js';

/** So often it is looked which receptors have a backlog: other processes add to it too. */
const LOOK_MS = 2_000;

/** Brings backlogs back, each receptor's at its own pace. */
export class Replay {
  readonly #ports: ReplayPorts;
  readonly #options: readonly ReplayReceptor[];
  readonly #receptors = new Map<string, ReceptorReplay>();
  #cancelLook: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(ports: ReplayPorts, receptors: readonly ReplayReceptor[]) {
    this.#ports = ports;
    this.#options = receptors;
  }

  /** Goes on with what an earlier run has left, at the pace that it had. */
  async start(): Promise<void> {
    const runs = await this.#ports.backlog.runs();
    for (const receptor of this.#options)
      this.#receptors.set(
        receptor.name,
        new ReceptorReplay(this.#ports, receptor, runs.get(receptor.name)),
      );
    await this.#look();
  }

  /** A receptor has a backlog: for who stores it to say at once what would be seen with the next look. */
  found(receptor: string, cause: BacklogCause): void {
    this.#receptors.get(receptor)?.found(cause);
  }

  /** Sends nothing more, and resolves when what was sent has left the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook?.();
    await this.#looking;
    await Promise.all([...this.#receptors.values()].map((receptor) => receptor.stop()));
  }

  async #look(): Promise<void> {
    const { backlog, clock, events } = this.#ports;
    try {
      for (const { receptor, cause } of await backlog.waiting([...this.#receptors.keys()]))
        this.found(receptor, cause);
    } catch (error) {
      events.replayFailed({ receptor: null, error });
    }
    if (this.#stopped) return;
    this.#cancelLook = clock.setTimer(LOOK_MS, () => {
      this.#looking = this.#look();
    });
  }
}
